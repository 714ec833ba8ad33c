import { type Flow, type FlowNode, parseEdge } from '#contract/flow';
import type { Fragment, Place } from './change.ts';
import { renameReferences } from './references.ts';
import { renameInEdge, withInsides } from './structure.ts';

/** An id that no node has: `http-request`, `http-request-2`. */
export function freshId(title: string, taken: ReadonlySet<string>): string {
  const slug =
    title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'node';
  if (!taken.has(slug)) return slug;
  let number = 2;
  while (taken.has(`${slug}-${number}`)) number++;
  return `${slug}-${number}`;
}

/** A name that no node has: `HTTP request`, `HTTP request 2`. */
export function freshName(title: string, flow: Flow): string {
  const taken = new Set(Object.entries(flow.nodes).map(([id, node]) => node.name ?? id));
  if (!taken.has(title)) return title;
  const stem = title.replace(/ \d+$/, '');
  let number = 2;
  while (taken.has(`${stem} ${number}`)) number++;
  return `${stem} ${number}`;
}

/** Nodes with what is inside of them and the edges between them, to be copied. */
export function fragmentOf(flow: Flow, ids: Iterable<string>): Fragment {
  const all = withInsides(flow, ids);
  const pick = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([id]) => all.has(id.replace(/^fold:/, ''))));
  const nodes = Object.fromEntries(
    Object.entries(pick(flow.nodes)).map(([id, node]) => [id, outside(node, all)]),
  );
  const edges = (flow.edges ?? []).filter((text) => {
    const edge = parseEdge(text);
    return edge && all.has(edge.from.node) && all.has(edge.to.node);
  });
  return { nodes, edges, view: pick(flow.view ?? {}) };
}

/** A node whose container is not copied with it stands outside. */
function outside(node: FlowNode, copied: ReadonlySet<string>): FlowNode {
  if (node.in === undefined || copied.has(node.in)) return node;
  const { in: _, ...rest } = node;
  return rest as FlowNode;
}

/**
 * A fragment made ready to be pasted: new ids and names where they are taken, its
 * edges and expressions following them, its outermost nodes shifted and put into a container.
 */
export function freshFragment(
  flow: Flow,
  fragment: Fragment,
  into: { container?: string | undefined; shift: readonly [number, number] },
): Fragment {
  let copy = {
    ...flow,
    nodes: { ...fragment.nodes },
    edges: [...fragment.edges],
    view: { ...fragment.view },
  };
  const taken = new Set([...Object.keys(flow.nodes), ...Object.keys(fragment.nodes)]);
  for (const [id, node] of Object.entries(fragment.nodes)) {
    const name = node.name === undefined ? undefined : freshName(node.name, flow);
    if (node.name !== undefined && name !== undefined && name !== node.name) {
      copy.nodes = { ...copy.nodes, [id]: { ...(copy.nodes[id] as FlowNode), name } };
      copy = { ...copy, nodes: renameReferences(copy, node.name, name).nodes };
    }
    if (!flow.nodes[id]) continue;
    const fresh = freshId(id.replace(/-\d+$/, ''), taken);
    taken.add(fresh);
    copy = renameAll(copy, id, fresh);
  }
  const nodes: Record<string, FlowNode> = {};
  const view: Record<string, unknown> = { ...copy.view };
  for (const [id, node] of Object.entries(copy.nodes)) {
    const outer = node.in === undefined;
    nodes[id] = outer && into.container !== undefined ? { ...node, in: into.container } : node;
    if (outer) view[id] = shifted(view[id], into.shift);
  }
  return { nodes, edges: copy.edges, view };
}

type Copy = Flow & { edges: string[]; view: Record<string, unknown> };

function renameAll(copy: Copy, from: string, to: string): Copy {
  const key = (id: string) => (id === from ? to : id === `fold:${from}` ? `fold:${to}` : id);
  const nodes = Object.fromEntries(
    Object.entries(copy.nodes).map(([id, node]) => [key(id), node.in === from ? { ...node, in: to } : node]),
  );
  const view = Object.fromEntries(Object.entries(copy.view).map(([id, value]) => [key(id), value]));
  const edges = copy.edges.map((edge) => renameInEdge(edge, from, to));
  return { ...copy, nodes: renameReferences({ ...copy, nodes }, from, to).nodes, edges, view };
}

function shifted(place: unknown, [dx, dy]: readonly [number, number]): Place {
  const [x = 0, y = 0, ...size] = Array.isArray(place) ? (place as number[]) : [];
  return [x + dx, y + dy, ...size] as unknown as Place;
}

/** The text of a fragment on the clipboard. */
export function fragmentText(fragment: Fragment): string {
  return `${JSON.stringify({ flowbenchFragment: 1, ...fragment }, null, 2)}\n`;
}

/** Reads a copied fragment, or a whole flow, from text; undefined where it is neither. */
export function readFragment(text: string): Fragment | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('nodes' in value)) return undefined;
  const { nodes, edges, view } = value as Partial<Fragment>;
  if (typeof nodes !== 'object' || nodes === null || Array.isArray(nodes)) return undefined;
  const valid = Object.entries(nodes).every(
    ([id, node]) =>
      /^[A-Za-z0-9_][\w-]*$/.test(id) && typeof node === 'object' && typeof node?.type === 'string',
  );
  if (!valid) return undefined;
  return {
    nodes,
    edges: Array.isArray(edges) ? edges.filter((edge) => typeof edge === 'string') : [],
    view: typeof view === 'object' && view !== null ? view : {},
  };
}
