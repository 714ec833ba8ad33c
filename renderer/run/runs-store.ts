import { create } from 'zustand';
import type { ErrorShape } from '#contract/error';
import type { RunStatus } from '#contract/run';
import type { NodeRun } from './node-run.ts';

/** A run shown on the canvas of its flow. */
export interface ShownRun {
  run: string;
  status: RunStatus;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  error: ErrorShape | undefined;
  /** By node id; nodes of which nothing is known yet are missing. */
  nodes: Readonly<Record<string, NodeRun>>;
  /** Journal position of the newest fact folded in. */
  seq: number;
}

interface Runs {
  /** By path of the flow file. */
  shown: Readonly<Record<string, ShownRun>>;
}

/** The runs shown on canvases: one per open flow at most. */
export const useRuns = create<Runs>(() => ({ shown: {} }));

/** The run shown on a flow's canvas. */
export function shownRun(path: string): ShownRun | undefined {
  return useRuns.getState().shown[path];
}

export function useShownRun(path: string | undefined): ShownRun | undefined {
  return useRuns(({ shown }) => (path === undefined ? undefined : shown[path]));
}

/** What the run shown says of one node: an event about another node does not wake the caller. */
export function useNodeRun(path: string | undefined, id: string): NodeRun | undefined {
  return useRuns(({ shown }) => (path === undefined ? undefined : shown[path]?.nodes[id]));
}

/** Puts a run on a canvas, or takes it away. */
export function setShown(path: string, run: ShownRun | undefined): void {
  useRuns.setState(({ shown: { [path]: _, ...others } }) => ({
    shown: run ? { ...others, [path]: run } : others,
  }));
}
