import type { Flow } from '#contract/flow';
import type { FlowChange } from './change.ts';
import { nameOf } from './structure.ts';

/** What undo and redo call an edit: “Move 3 nodes”, “Change URL of Ask the API”. */
export function describeChange(flow: Flow, change: FlowChange): string {
  switch (change.do) {
    case 'addNode':
      return `Add ${change.node.name ?? change.id}`;
    case 'removeNodes':
      return `Remove ${these(flow, change.ids)}`;
    case 'dissolveNode':
      return `Remove ${nameOf(flow, change.id)}`;
    case 'place':
      return `Move ${these(flow, Object.keys(change.places))}`;
    case 'setParam':
      return `Change ${change.path[0] ?? 'parameters'} of ${nameOf(flow, change.node)}`;
    case 'setParams':
      return `Change parameters of ${nameOf(flow, change.node)}`;
    case 'setField':
      return `Change ${change.field} of ${nameOf(flow, change.node)}`;
    case 'setDisabled':
      return `Switch ${these(flow, change.ids)} ${change.disabled ? 'off' : 'on'}`;
    case 'replaceNode':
      return `Replace ${nameOf(flow, change.id)}`;
    case 'renameNode':
      return `Rename ${nameOf(flow, change.node)}`;
    case 'renameId':
      return `Rename ${change.from}`;
    case 'addEdges':
      return change.edges.length === 1 ? 'Connect' : `Connect ${change.edges.length} edges`;
    case 'removeEdges':
      return change.edges.length === 1 ? 'Remove edge' : `Remove ${change.edges.length} edges`;
    case 'moveInto':
      return change.container === undefined
        ? `Move ${these(flow, Object.keys(change.places))} out`
        : `Move ${these(flow, Object.keys(change.places))} into ${nameOf(flow, change.container)}`;
    case 'paste':
      return `Paste ${count(Object.keys(change.fragment.nodes).length)}`;
    case 'setView':
      return change.key.startsWith('note:') ? 'Change note' : 'Change view';
    case 'setSettings':
      return 'Change settings';
    case 'setFlowField':
      return `Change ${change.field} of the flow`;
    case 'setSlot':
      return `Change connection slot ${change.slot}`;
    case 'pin':
      return `${change.pin ? 'Pin' : 'Unpin'} output of ${nameOf(flow, change.node)}`;
    case 'replaceAll':
      return 'Change as text';
    case 'all':
      return change.changes[0] ? describeChange(flow, change.changes[0]) : 'Change';
  }
}

function these(flow: Flow, ids: readonly string[]): string {
  const [only] = ids;
  if (ids.length !== 1 || only === undefined) return count(ids.length);
  return only.startsWith('note:') ? 'note' : nameOf(flow, only);
}

function count(nodes: number): string {
  return nodes === 1 ? '1 node' : `${nodes} nodes`;
}
