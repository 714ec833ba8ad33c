import type { RunState } from '#contract/run';
import { formatCount, formatDuration } from './duration.ts';
import type { Sink } from './sink.ts';

/** How often the line changes on a terminal, and how often one is written elsewhere. */
const TERMINAL_MS = 100;
const LOG_MS = 10_000;

/** Shows how far runs are, until it is stopped. */
export interface Progress {
  /** Remembers where a run stands; cheap, so that it may be told of every event. */
  update(state: RunState): void;
  /** Ends it and clears its line. */
  stop(): Promise<void>;
}

/**
 * One line that keeps changing on a terminal, a line every ten seconds elsewhere
 * (a log file), nothing when `quiet`.
 */
export function showProgress(sink: Sink, name: string, quiet: boolean): Progress {
  if (quiet) return { update: () => {}, stop: async () => {} };
  const startedAt = performance.now();
  let state: RunState | undefined;
  let shown = false;
  const timer = setInterval(
    () => {
      if (!state) return;
      const line = `${name} · ${describeProgress(state, performance.now() - startedAt)}`;
      shown = true;
      void sink.write(sink.isTTY ? `\r\x1b[2K${line.slice(0, sink.width - 1)}` : `${line}\n`);
    },
    sink.isTTY ? TERMINAL_MS : LOG_MS,
  );
  timer.unref();
  return {
    update: (next) => {
      state = next;
    },
    async stop() {
      clearInterval(timer);
      if (shown && sink.isTTY) await sink.write('\r\x1b[2K');
    },
  };
}

/** Counts, rate, the outermost loop or list and the time it should still take. */
export function describeProgress(state: RunState, elapsed: number): string {
  let steps = 0;
  let items = 0;
  let retries = 0;
  for (const totals of state.totals.values()) {
    steps += totals.steps;
    items += totals.itemsOut;
    retries += totals.retries;
  }
  const parts = [formatCount(steps, 'step'), formatCount(items, 'item')];
  if (elapsed > 1000) parts.push(`${formatCount(Math.round((items / elapsed) * 1000))} items/s`);
  if (retries > 0) parts.push(formatCount(retries, 'retry').replace('retrys', 'retries'));
  const going = outermost(state);
  if (going) {
    const done = going.done === 0 ? '' : `${formatCount(going.done)} of `;
    parts.push(`${going.name} ${done}${formatCount(going.total)}`);
    const left = (elapsed / going.done) * (going.total - going.done);
    if (going.done > 0 && elapsed > 1000) parts.push(`about ${formatDuration(left)} left`);
  }
  return parts.join(' · ');
}

/** What the run as a whole is busy with. */
function outermost(state: RunState): { name: string; done: number; total: number } | undefined {
  for (const step of state.root.steps) {
    if (step?.status !== 'running') continue;
    const name = step.node.node.name ?? step.node.id;
    if (step.loop) return { name, done: step.loop.ended, total: step.loop.count };
    const total = Object.values(step.inputCounts).reduce((sum, count) => sum + count, 0);
    if (total > 1) return { name, done: step.settled, total };
  }
  return undefined;
}
