import type { GraphNode } from '#contract/flow';
import type { LoopTrack, RunModel } from '../model/index.ts';

/** Every container of the flow, outer ones first. */
export function containersOf(model: RunModel): GraphNode[] {
  return [...model.graph.nodes.values()].filter((node) => node.inner !== undefined);
}

/** The container whose iterations fit a chosen node: the node itself, else the one it is in, else the first. */
export function containerFor(model: RunModel, chosen: string | undefined): GraphNode | undefined {
  const node = chosen === undefined ? undefined : model.graph.nodes.get(chosen);
  if (node?.inner) return node;
  return node?.scope.container ?? containersOf(model).find(({ id }) => model.loopsOf(id).length > 0);
}

/** Of an inner container's loops, the one in the outer iteration that was chosen; else the first. */
export function loopFor(
  loops: readonly LoopTrack[],
  chosen: { owner: string; index: number } | undefined,
): LoopTrack | undefined {
  if (!chosen) return loops[0];
  const same = loops.find(({ owner }) => owner === chosen.owner);
  return (
    same ??
    loops.find(({ around }) => around?.loop.owner === chosen.owner && around.index === chosen.index) ??
    loops[0]
  );
}

/** The iteration to compare a failed one with: the nearest that was done. */
export function nearestDone(
  loop: LoopTrack,
  index: number,
  isDone: (outcome: number) => boolean,
): number | undefined {
  for (let far = 1; far < loop.length; far++) {
    for (const at of [index - far, index + far]) {
      if (at >= 0 && at < loop.length && isDone(loop.outcome(at))) return at;
    }
  }
  return undefined;
}
