import type { Flow, FlowNode } from '#contract/flow';
import type { FlowChange } from './change.ts';
import { FLOW_KEYS, NODE_KEYS, withKey } from './keys.ts';
import { renameReferences } from './references.ts';
import { setPath } from './set-path.ts';
import { renameInEdge, staysInScope, touches, withInsides } from './structure.ts';

/**
 * Carries out one edit: the only place where an open flow changes. Pure; a change
 * about a node that is not there leaves the flow as it is.
 */
export function applyChange(flow: Flow, change: FlowChange): Flow {
  switch (change.do) {
    case 'all':
      return change.changes.reduce(applyChange, flow);
    // Pins lie beside the flow: see `changePins`.
    case 'pin':
      return flow;
    case 'replaceAll':
      return change.flow;
    case 'addNode': {
      const added = { ...flow, nodes: { ...flow.nodes, [change.id]: change.node } };
      return change.at ? setView(added, change.id, change.at) : added;
    }
    case 'removeNodes':
      return removeNodes(flow, change.ids);
    case 'dissolveNode':
      return addEdges(removeNodes(flow, [change.id]), change.edges);
    case 'place':
      return addViews(flow, change.places);
    case 'setParam':
      return editNode(flow, change.node, (node) => {
        const params = setPath(node.params ?? {}, change.path, change.value) as Record<string, unknown>;
        const empty = Object.keys(params).length === 0;
        return withKey(node, 'params', empty ? undefined : params, NODE_KEYS);
      });
    case 'setParams':
      return editNode(flow, change.node, (node) => withKey(node, 'params', change.params, NODE_KEYS));
    case 'setField':
      return editNode(flow, change.node, (node) => withKey(node, change.field, change.value, NODE_KEYS));
    case 'setDisabled':
      return change.ids.reduce(
        (now, id) =>
          editNode(now, id, (node) => withKey(node, 'disabled', change.disabled || undefined, NODE_KEYS)),
        flow,
      );
    case 'replaceNode': {
      const replaced = editNode(flow, change.id, () => change.node);
      const others = (flow.edges ?? []).filter((edge) => !touches(edge, new Set([change.id])));
      return addEdges(setEdges(replaced, others), change.edges);
    }
    case 'renameNode':
      return renameNode(flow, change.node, change.name);
    case 'renameId':
      return renameId(flow, change.from, change.to);
    case 'addEdges':
      return addEdges(flow, change.edges);
    case 'removeEdges':
      return setEdges(
        flow,
        (flow.edges ?? []).filter((edge) => !change.edges.includes(edge)),
      );
    case 'moveInto':
      return moveInto(flow, change);
    case 'paste': {
      const { nodes, edges, view } = change.fragment;
      const pasted = { ...flow, nodes: { ...flow.nodes, ...nodes } };
      return addViews(addEdges(pasted, edges), view);
    }
    case 'setView':
      return setView(flow, change.key, change.value);
    case 'setSettings':
      return withKey(flow, 'settings', change.settings, FLOW_KEYS);
    case 'setFlowField':
      return withKey(flow, change.field, change.value, FLOW_KEYS);
    case 'setSlot': {
      const slots = withKey(flow.connections ?? {}, change.slot, change.value, []);
      return withKey(flow, 'connections', Object.keys(slots).length > 0 ? slots : undefined, FLOW_KEYS);
    }
  }
}

function editNode(flow: Flow, id: string, edit: (node: FlowNode) => FlowNode): Flow {
  const node = flow.nodes[id];
  return node ? { ...flow, nodes: { ...flow.nodes, [id]: edit(node) } } : flow;
}

function setView(flow: Flow, key: string, value: unknown): Flow {
  const view = withKey(flow.view ?? {}, key, value, []);
  return withKey(flow, 'view', Object.keys(view).length > 0 ? view : undefined, FLOW_KEYS);
}

/** The same for many entries at once: a layout places thousands. */
function addViews(flow: Flow, entries: Readonly<Record<string, unknown>>): Flow {
  if (Object.keys(entries).length === 0) return flow;
  return withKey(flow, 'view', { ...flow.view, ...entries }, FLOW_KEYS);
}

function setEdges(flow: Flow, edges: readonly string[]): Flow {
  if (edges.length === (flow.edges?.length ?? 0)) return flow;
  return withKey(flow, 'edges', [...edges], FLOW_KEYS);
}

function addEdges(flow: Flow, edges: readonly string[]): Flow {
  const present = new Set(flow.edges);
  const added = [...new Set(edges)].filter((edge) => !present.has(edge) && staysInScope(flow, edge));
  return setEdges(flow, [...(flow.edges ?? []), ...added]);
}

function removeNodes(flow: Flow, ids: readonly string[]): Flow {
  const gone = withInsides(flow, ids);
  const keep = <T>(record: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([id]) => !gone.has(id) && !gone.has(foldedNode(id))));
  const left: Flow = { ...flow, nodes: keep(flow.nodes) };
  const edges = setEdges(
    left,
    (flow.edges ?? []).filter((edge) => !touches(edge, gone)),
  );
  if (!flow.view) return edges;
  const view = keep(flow.view);
  return withKey(edges, 'view', Object.keys(view).length > 0 ? view : undefined, FLOW_KEYS);
}

/** `each` for the view entry `fold:each`. */
function foldedNode(key: string): string {
  return key.startsWith('fold:') ? key.slice('fold:'.length) : key;
}

function renameNode(flow: Flow, id: string, name: string | undefined): Flow {
  const old = flow.nodes[id]?.name;
  const renamed = editNode(flow, id, (node) => withKey(node, 'name', name, NODE_KEYS));
  return old === undefined || old === name ? renamed : renameReferences(renamed, old, name ?? id);
}

function renameId(flow: Flow, from: string, to: string): Flow {
  if (from === to || !flow.nodes[from] || flow.nodes[to]) return flow;
  const key = (id: string) => (id === from ? to : id === `fold:${from}` ? `fold:${to}` : id);
  const keys = <T>(record: Record<string, T>) =>
    Object.fromEntries(Object.entries(record).map(([id, value]) => [key(id), value]));
  const nodes = Object.fromEntries(
    Object.entries(flow.nodes).map(([id, node]) => [key(id), node.in === from ? { ...node, in: to } : node]),
  );
  const renamed: Flow = {
    ...flow,
    nodes,
    ...(flow.edges ? { edges: flow.edges.map((edge) => renameInEdge(edge, from, to)) } : {}),
    ...(flow.view ? { view: keys(flow.view) } : {}),
  };
  return renameReferences(renamed, from, to);
}

function moveInto(flow: Flow, change: Extract<FlowChange, { do: 'moveInto' }>): Flow {
  const ids = Object.keys(change.places);
  const inside = withInsides(flow, ids);
  if (change.container !== undefined && inside.has(change.container)) return flow;
  const moved = ids.reduce(
    (now, id) => editNode(now, id, (node) => withKey(node, 'in', change.container, NODE_KEYS)),
    flow,
  );
  const placed = addViews(moved, change.places);
  return setEdges(
    placed,
    (placed.edges ?? []).filter((edge) => !touches(edge, inside) || staysInScope(placed, edge)),
  );
}
