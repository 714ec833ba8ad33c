import { formatEdge } from '#contract/flow';
import { edit, staysInScope } from '#renderer/document';
import { type Model, modelNow } from '../use-model.ts';
import { inEnd, outEnd } from './add-node.ts';

export interface Ends {
  source: string;
  sourceHandle: string | null;
  target: string;
  targetHandle: string | null;
}

/** Joins two ports. */
export function connectPorts(path: string, ends: Ends): void {
  const model = modelNow(path);
  const text = model && edgeText(model, ends);
  if (text !== undefined) edit(path, { do: 'addEdges', edges: [text] });
}

/** Moves an end of an edge to another port. */
export function reconnect(path: string, old: string, ends: Ends): void {
  const model = modelNow(path);
  const text = model && edgeText(model, ends);
  if (text === undefined || text === old) return;
  edit(
    path,
    {
      do: 'all',
      changes: [
        { do: 'removeEdges', edges: [old] },
        { do: 'addEdges', edges: [text] },
      ],
    },
    'Move edge',
  );
}

/** Whether two ports may be joined: in one scope, and without a cycle. */
export function mayConnect(path: string, ends: Ends): boolean {
  const model = modelNow(path);
  if (!model) return false;
  const inner = ends.sourceHandle === 'each' || ends.targetHandle === 'collect';
  if (ends.source === ends.target && !(ends.sourceHandle === 'each' && ends.targetHandle === 'collect'))
    return false;
  const text = edgeText(model, ends);
  if (text === undefined || !staysInScope(model.flow, text)) return false;
  return inner || !leadsTo(model, ends.target, ends.source);
}

function edgeText(model: Model, { source, sourceHandle, target, targetHandle }: Ends): string | undefined {
  if (sourceHandle === null || targetHandle === null) return undefined;
  const from = outEnd(model, { node: source, port: sourceHandle });
  return formatEdge(from, inEnd(model, { node: target, port: targetHandle }));
}

/** Whether edges lead from one node to another; the inside of containers is left aside. */
function leadsTo(model: Model, from: string, to: string): boolean {
  const next = new Map<string, string[]>();
  for (const text of model.flow.edges ?? []) {
    const [left, right] = text.split('->').map((end) => end.trim());
    if (left?.endsWith(':each') || right?.endsWith(':collect')) continue;
    const source = left?.split(':')[0] ?? '';
    next.set(source, [...(next.get(source) ?? []), right?.split(':')[0] ?? '']);
  }
  const seen = new Set<string>([from]);
  for (const id of seen) {
    if (id === to) return true;
    for (const target of next.get(id) ?? []) seen.add(target);
  }
  return false;
}
