import type { FlowGraph, GraphEdge, GraphNode } from '#contract/flow';
import type { RunEvent } from '#contract/run';
import { breathe } from '#engine/run';
import { cannotRetry } from './cannot-retry.ts';
import { KeptFacts, type KeptScope } from './kept-facts.ts';
import { planOnly } from './plan-only.ts';
import { planScope } from './plan-retry.ts';
import { type PastScope, RunOutline } from './run-outline.ts';
import { type PathPart, pathOf } from './step-path.ts';

export interface RetryFrom {
  /** Key of the step that goes again, with what comes after it; without it what failed and had not ended. */
  step: string | undefined;
  /** Of the container `step` only iterations that failed or had not ended go again. */
  failedIterations?: boolean;
  /** Nothing but `step` is to run: of the rest only what it needs is taken over. */
  only?: boolean;
}

/**
 * What a retry takes over of an earlier run, chosen fact by fact in their order.
 * Folded, these facts are a run that was interrupted: everything that is to go
 * again has not begun, and everything else has ended.
 *
 * @param events the earlier run's facts
 * @param graphs the flow as it ran and as it is to run. What is taken over must
 * still be there, of the same type and wired the same
 * @throws UserError `CANNOT_RETRY` with the reason
 */
export async function retryFacts(
  events: Iterable<RunEvent>,
  graphs: { old: FlowGraph; now: FlowGraph },
  { step, failedIterations = false, only = false }: RetryFrom,
): Promise<(event: RunEvent) => RunEvent | undefined> {
  const path = step === undefined ? [] : pathOf(step);
  checkPath(graphs.now, path);
  const outline = new RunOutline(graphs.old, path);
  let trigger: string | undefined;
  for (const event of events) {
    outline.add(event);
    if (event.type === 'run.started') trigger = event.trigger;
    await breathe();
  }
  const targets = path.length === 0 ? [] : [{ path, failedIterations }];
  const kept = only
    ? planOnly(outline.root, path, graphs.now.root)
    : planScope(outline.root, targets, graphs.now.root);
  // A retry gets the event that started the run.
  if (trigger !== undefined) kept.again.delete(trigger);
  checkTakenOver(outline.root, kept, graphs);
  const facts = new KeptFacts(kept);
  return (event) => facts.take(event);
}

function checkPath(graph: FlowGraph, path: readonly PathPart[]): void {
  let scope = graph.root;
  for (const { node } of path) {
    const found = scope.nodes.find(({ id }) => id === node);
    if (!found) {
      const elsewhere = graph.nodes.get(node)?.scope.container?.id;
      throw cannotRetry(
        elsewhere === undefined
          ? `the flow has no node "${node}"`
          : `"${node}" is inside of "${elsewhere}", and it is not said in which of its iterations`,
      );
    }
    if (found.inner) scope = found.inner;
  }
}

/** What a node took and gave fits only where the node, its inside and its wires are what they were. */
function checkTakenOver(past: PastScope, kept: KeptScope, graphs: { old: FlowGraph; now: FlowGraph }): void {
  for (const id of [...past.ended, ...kept.loops.keys()]) {
    if (kept.again.has(id)) continue;
    const then = graphs.old.nodes.get(id);
    const now = graphs.now.nodes.get(id);
    if (!then || !now) throw cannotRetry(`"${id}" had run, and the flow no longer has it`);
    // Of a loop that only lends its iteration, the inside may have changed.
    const shallow = kept.loops.get(id)?.others === false;
    if (signature(then, shallow) === signature(now, shallow)) continue;
    throw cannotRetry(
      `"${id}" had run, and its type, its wires or what is inside of it are no longer the same`,
    );
  }
}

function signature(node: GraphNode, shallow: boolean): string {
  const wires = (edges: readonly GraphEdge[]): string[] =>
    edges.map(({ from, fromPort, to, toPort }) => `${from?.id}:${fromPort}->${to?.id}:${toPort}`);
  const { inner } = node;
  return JSON.stringify([
    node.id,
    node.node.type,
    node.node.in ?? null,
    wires(node.incoming),
    !shallow &&
      inner && [inner.nodes.map((one) => signature(one, false)), wires(inner.entry), wires(inner.exit)],
  ]);
}
