import type { RunEntry } from '#contract/api';
import type { ErrorShape } from '#contract/error';
import type { Flow } from '#contract/flow';
import type { RunFold } from '#renderer/run';
import type { RunModel } from '../model/index.ts';
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
  };
}

/** Whether the run goes on, as far as its facts say. */
export function isGoing({ model, entry }: RunView): boolean {
  return model.status === 'running' && entry.finishedAt === undefined;
}
