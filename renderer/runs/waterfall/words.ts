import type { NodeRun } from '#renderer/run';
import { formatCount, formatMs, formatTime, plural, STATE_WORDS } from '#renderer/ui';
import { FAILED_ATTEMPT, RETRY_DELAY, type RunModel, type Segment, WAIT } from '../model/index.ts';
import type { WaterfallRow } from './rows.ts';

const WAITS = {
  time: 'a delay',
  call: 'a call',
  approval: 'approval',
  flow: 'the called flow',
  decision: 'a decision',
} as const;

/** What a step waits for, in words. */
export function waitText(wait: { for: keyof typeof WAITS; until?: number }): string {
  const until = wait.until === undefined ? '' : ` until ${formatTime(wait.until)}`;
  return `${WAITS[wait.for]}${until}`;
}

/** Behind a node's name: items in and out, retries. */
export function countsText(row: WaterfallRow, run: NodeRun): string {
  const { node, track } = row;
  if (track.steps === 0) return '';
  const outs = node.shape.outputs
    .filter((port) => port !== 'error' || (run.out.error ?? 0) > 0)
    .map((port) => formatCount(run.out[port] ?? 0));
  const counts = node.shape.trigger
    ? outs.join(', ')
    : outs.length === 0
      ? formatCount(run.itemsIn)
      : `${formatCount(run.itemsIn)} → ${outs.join(', ')}`;
  return track.retries > 0 ? `${counts}, ${plural(track.retries, 'retry', 'retries')}` : counts;
}

/** Beside a node's bars: how long it took, what it waited for, what it went through. */
export function barText(row: WaterfallRow, run: NodeRun, model: RunModel, now: number): string {
  const { node, track } = row;
  if (track.begin === undefined) return run.state === 'skipped' ? 'skipped' : '';
  if (model.isTakenOver(track)) return 'taken over from the run before';
  const took = formatMs(Math.max(0, (track.end ?? now) - track.begin));
  if (node.inner) {
    if (node.shape.container !== 'forEach' || track.steps !== 1) return took;
    const [loop] = model.loopsOf(node.id);
    const gone =
      run.state === 'running'
        ? `${formatCount(loop?.length ?? 0)} of ${formatCount(run.loop?.count ?? 0)}, `
        : '';
    return `${gone}${loop?.concurrency ?? 1} at a time, ${took}`;
  }
  if (track.steps > 1) return `${formatMs(track.ms)} in all`;
  if (run.wait) return `waits for ${waitText(run.wait)}`;
  if (track.waitedFor !== undefined) return `${WAITS[track.waitedFor]}, waited ${formatMs(track.waitedMs)}`;
  if (track.retries > 0) {
    const [code] = track.retryCodes.keys();
    return `${code}, then ${STATE_WORDS[run.state === 'warning' ? 'done' : run.state]}, ${took}`;
  }
  return track.error ? `${track.error.code}, ${took}` : took;
}

/** What lies under the pointer. */
export function segmentText(segment: Segment, start: number): string {
  const what =
    segment.kind === WAIT
      ? 'waiting'
      : segment.kind === RETRY_DELAY
        ? 'retry delay'
        : segment.kind === FAILED_ATTEMPT
          ? 'failed attempt'
          : 'working';
  const often = segment.count > 1 ? `${segment.count} × ` : '';
  const where = segment.iteration >= 0 ? `[${segment.iteration}] ` : '';
  const since = formatMs(Math.max(0, segment.begin - start));
  const long = segment.kind === FAILED_ATTEMPT ? '' : ` ${formatMs(segment.end - segment.begin)},`;
  return `${where}${often}${what},${long} ${since} after the start, at ${formatTime(segment.begin)}`;
}

/** A row for those who hear it: first what the others see, so that it can also be called by that. */
export function rowText(row: WaterfallRow, name: string, run: NodeRun, counts: string, bar: string): string {
  const { track } = row;
  const parts = [name, counts, bar, STATE_WORDS[run.state]];
  if (track.steps > 1) parts.push(plural(track.steps, 'step'));
  if (track.failed > 0) parts.push(`${track.failed} failed`);
  return parts.filter(Boolean).join(', ');
}
