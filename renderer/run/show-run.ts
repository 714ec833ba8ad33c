import type { RunFact } from '#contract/api';
import { parseFlow } from '#contract/flow';
import { restoreLengths } from '#contract/run';
import { codeOf, engine, follow, sentenceOf, whenOpen } from '#renderer/api';
import { tellFailure } from '#renderer/ui';
import { clearLog, LogGatherer } from './log-lines.ts';
import type { NodeRun } from './node-run.ts';
import { RunFold } from './run-fold.ts';
import { setShown, shownRun } from './runs-store.ts';

const watching = new Map<string, AbortController>();
const KEPT = 'flowbench.shown-runs';

/** Shows a run on the canvas of a flow and follows it until it ends. */
export async function showRunOn(path: string, run: string): Promise<void> {
  watching.get(path)?.abort();
  const watch = new AbortController();
  watching.set(path, watch);
  keep(path, run);
  try {
    await whenOpen(watch.signal);
    const { text } = await engine.runs.get({ run });
    const { flow } = parseFlow(text);
    const { shapes } = await engine.flows.check({ text });
    if (!flow || watch.signal.aborted) return;
    await followRun(path, run, new RunFold(flow, shapes), watch.signal);
  } catch (thrown) {
    if (watch.signal.aborted) return;
    keep(path, undefined);
    if (codeOf(thrown) !== 'NOT_FOUND') tellFailure(`The run cannot be shown: ${sentenceOf(thrown)}`);
  }
}

/** Takes the run off a canvas; the run itself goes on. */
export function hideRun(path: string): void {
  watching.get(path)?.abort();
  watching.delete(path);
  keep(path, undefined);
  setShown(path, undefined);
  clearLog(path);
}

/** After a reload: shows again what was shown on a flow's canvas. */
export function showKeptRun(path: string): void {
  const run = kept()[path];
  if (run !== undefined && !shownRun(path)) showRunOn(path, run).catch(() => undefined);
}

async function followRun(path: string, run: string, fold: RunFold, signal: AbortSignal): Promise<void> {
  const changed = new Set<string>();
  const log = new LogGatherer(path, run);
  let frame: number | undefined;
  let seq = 0;
  const publish = () => {
    frame = undefined;
    if (signal.aborted) return;
    const nodes: Record<string, NodeRun> = { ...shownOf(path, run)?.nodes };
    for (const id of changed) nodes[id] = fold.nodeRun(id);
    changed.clear();
    log.publish();
    const { status, start, finishedAt, error } = fold.state;
    setShown(path, { run, status, startedAt: start?.at, finishedAt, error, nodes, seq });
  };
  const take = (facts: readonly RunFact[]) => {
    for (const fact of facts) {
      // A connection made anew may tell a fact again.
      if (fact.seq <= seq) continue;
      seq = fact.seq;
      const event = fact.cut ? restoreLengths(fact.event, fact.cut) : fact.event;
      if (event.type === 'step.logged') log.add(event, seq);
      for (const id of fold.add(event)) changed.add(id);
      if (fact.event.type === 'run.started' || fact.event.type === 'run.finished') {
        for (const id of fold.state.graph.nodes.keys()) changed.add(id);
      }
    }
    // Facts come far faster than pictures: one publication per frame.
    frame ??= requestAnimationFrame(publish);
  };
  await follow((until) => engine.runs.events({ run, afterSeq: seq }, { signal: until }), take, signal);
  if (frame !== undefined) cancelAnimationFrame(frame);
  publish();
}

function shownOf(path: string, run: string) {
  const shown = shownRun(path);
  return shown?.run === run ? shown : undefined;
}

function kept(): Record<string, string> {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? '{}') as Record<string, string>;
  } catch {
    return {};
  }
}

function keep(path: string, run: string | undefined): void {
  const { [path]: _, ...others } = kept();
  sessionStorage.setItem(KEPT, JSON.stringify(run === undefined ? others : { ...others, [path]: run }));
}
