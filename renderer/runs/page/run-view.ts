import type { RunEntry } from '#contract/api';
import type { ErrorShape } from '#contract/error';
import type { Flow } from '#contract/flow';
import type { NodeRun, RunFold } from '#renderer/run';
import { OUTCOME, type RunModel } from '../model/index.ts';
import type { OpenRun } from './run-session.ts';

/** An open run as the parts of the page take it. */
export interface RunView {
  run: string;
  entry: RunEntry;
  flow: Flow;
  error: ErrorShape | undefined;
  model: RunModel;
  fold: RunFold;
  /** Says that `model` and `fold` have changed in place. */
  version: number;
  now: number;
  /** A node's display name. */
  nameOf(node: string): string;
  /** What became of a node, over all its steps. */
  nodeRun(node: string): NodeRun;
}

/** Iterations of a container that failed, and all of them. */
export function failedIterations(model: RunModel, node: string): { failed: number; all: number } {
  const counts = model.iterationsOf(node);
  const failed = (counts[OUTCOME.failed] ?? 0) + (counts[OUTCOME.handled] ?? 0);
  return { failed, all: counts.reduce((sum, count) => sum + count, 0) };
}

/** The view of a run whose flow is known; undefined before. */
export function viewOf(open: OpenRun, now: number): RunView | undefined {
  const { run, entry, flow, error, model, fold, version } = open;
  if (!entry || !flow || !model || !fold) return undefined;
  return {
    run,
    entry,
    flow,
    error: model.error ?? error,
    model,
    fold,
    version,
    now,
    nameOf: (node) => flow.nodes[node]?.name ?? node,
    nodeRun: (node) => {
      const nodeRun = fold.nodeRun(node);
      if (nodeRun.state === 'later' && model.finishedAt !== undefined) return { ...nodeRun, state: 'rest' };
      // A loop that went on past failures is not simply done.
      const warns = nodeRun.state === 'done' && failedIterations(model, node).failed > 0;
      return warns ? { ...nodeRun, state: 'warning' } : nodeRun;
    },
  };
}

/** Whether the run goes on, as far as its facts say. */
export function isGoing({ model, entry }: RunView): boolean {
  return model.status === 'running' && entry.finishedAt === undefined;
}
