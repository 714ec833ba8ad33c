import type { NodeRun } from '#renderer/run';
import { formatCount, formatMs, STATE_WORDS } from '#renderer/ui';
import { tookOtherwise } from '../compare/took.ts';
import type { RunView } from '../page/run-view.ts';

/** What is put side by side of a node. */
export type Figure = 'state' | 'steps' | 'in' | 'out' | 'failed' | 'took';

/** A node in two runs; a side is undefined where the run's flow has no such node. */
export interface NodeRow {
  node: string;
  name: string;
  depth: number;
  a: NodeRun | undefined;
  b: NodeRun | undefined;
  differs: ReadonlySet<Figure>;
}

const FIGURES: readonly Figure[] = ['state', 'steps', 'in', 'out', 'failed'];

/** The nodes of two runs, those of the second first and in its order, with what differs. */
export function nodeRows(a: RunView, b: RunView): NodeRow[] {
  const ids = new Set([...b.model.graph.nodes.keys(), ...a.model.graph.nodes.keys()]);
  return [...ids].map((node) => {
    const one = a.model.graph.nodes.has(node) ? a.nodeRun(node) : undefined;
    const two = b.model.graph.nodes.has(node) ? b.nodeRun(node) : undefined;
    const { model, nameOf } = two ? b : a;
    let depth = 0;
    for (let at = model.graph.nodes.get(node)?.scope.container; at; at = at.scope.container) depth++;
    return { node, name: nameOf(node), depth, a: one, b: two, differs: differences(one, two) };
  });
}

/** In what a node's part in two runs differs; durations count where they differ in kind. */
export function differences(a: NodeRun | undefined, b: NodeRun | undefined): Set<Figure> {
  const differs = new Set(FIGURES.filter((figure) => textOf(a, figure) !== textOf(b, figure)));
  if (tookOtherwise(a?.ms, b?.ms)) differs.add('took');
  return differs;
}

/** A figure as it is shown. */
export function textOf(run: NodeRun | undefined, figure: Figure): string {
  if (!run) return figure === 'state' ? 'not in the flow' : '–';
  switch (figure) {
    case 'state':
      return STATE_WORDS[run.state];
    case 'steps':
      return count(run.steps);
    case 'in':
      return count(run.itemsIn);
    case 'out':
      return count(
        Object.entries(run.out).reduce((sum, [port, items]) => (port === 'each' ? sum : sum + items), 0),
      );
    case 'failed':
      return count(run.failed + (run.out.error ?? 0));
    case 'took':
      return run.steps > 0 ? formatMs(run.ms) : '–';
  }
}

function count(value: number): string {
  return value === 0 ? '–' : formatCount(value);
}
