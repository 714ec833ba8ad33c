import type { GraphNode } from '#contract/flow';
import { isFailure, type LoopTrack, OUTCOME, type RunModel } from '../model/index.ts';

/** Every container of the flow that goes round, outer ones first. */
export function containersOf(model: RunModel): GraphNode[] {
  return [...model.graph.nodes.values()].filter(goesRound);
}

/** A try has one iteration: nothing to choose among. */
function goesRound({ shape }: GraphNode): boolean {
  return shape.container !== undefined && shape.container !== 'try';
}

/**
 * The container whose iterations fit a chosen node: the node itself, else the one
 * it is in, else the first with failures, else the first.
 */
export function containerFor(model: RunModel, chosen: string | undefined): GraphNode | undefined {
  let node = chosen === undefined ? undefined : model.graph.nodes.get(chosen);
  while (node && !goesRound(node)) node = node.scope.container;
  if (node) return node;
  const begun = containersOf(model).filter(({ id }) => model.loopsOf(id).length > 0);
  const fails = ({ id }: GraphNode) => model.iterationsOf(id).some((count, nr) => count > 0 && isFailure(nr));
  return begun.find(fails) ?? begun[0];
}

/** Of an inner container's loops, the one in the outer iteration that was chosen; else the first with failures. */
export function loopFor(
  loops: readonly LoopTrack[],
  chosen: { owner: string; index: number } | undefined,
): LoopTrack | undefined {
  const bad = () => loops.find(({ counts }) => counts.some((count, nr) => count > 0 && isFailure(nr)));
  if (!chosen) return bad() ?? loops[0];
  const same = loops.find(({ owner }) => owner === chosen.owner);
  return (
    same ??
    loops.find(({ around }) => around?.loop.owner === chosen.owner && around.index === chosen.index) ??
    bad() ??
    loops[0]
  );
}

/** The next failed iteration of a container, through all its loops and around at the end. */
export function nextFailure(
  loops: readonly LoopTrack[],
  from: { loop: LoopTrack; index: number | undefined },
  step: 1 | -1,
): { loop: LoopTrack; index: number } | undefined {
  const first = loops.indexOf(from.loop);
  // Once around, and the loop it began in once more from its end.
  for (let far = 0; far <= loops.length; far++) {
    const loop = loops[(first + far * step + loops.length * (far + 1)) % loops.length];
    const edge = step > 0 ? -1 : (loop?.length ?? 0);
    const index = loop?.nextFailure(far === 0 ? (from.index ?? edge) : edge, step);
    if (loop && index !== undefined) return { loop, index };
  }
  return undefined;
}

/** Two iterations of one loop, to be compared. */
export interface Pair {
  owner: string;
  a: number | undefined;
  b: number | undefined;
  /** Somebody chose A; otherwise it goes with B. */
  fixed: boolean;
}

/** An iteration beside the one it is compared with: the one chosen for that, else the nearest that was done. */
export function pairWith(loop: LoopTrack, index: number, before?: Pair): Pair {
  const fixed = before?.fixed === true && before.a !== index;
  return { owner: loop.owner, a: fixed ? before.a : nearestDone(loop, index), b: index, fixed };
}

function nearestDone(loop: LoopTrack, index: number): number | undefined {
  for (let far = 1; far < loop.length; far++) {
    for (const at of [index - far, index + far]) {
      const outcome = at < 0 ? OUTCOME.none : loop.outcome(at);
      if (outcome === OUTCOME.done || outcome === OUTCOME.retried) return at;
    }
  }
  return undefined;
}
