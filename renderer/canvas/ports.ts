import type { Flow, FlowNode, NodeShape } from '#contract/flow';
import type { NodeDescription } from '#contract/node';

/** The ports of a placed node as they are drawn; a container's `each` and `collect` are apart. */
export interface Ports {
  inputs: readonly string[];
  outputs: readonly string[];
  container: boolean;
  trigger: boolean;
}

type Shapes = Readonly<Record<string, NodeShape>>;
type Types = ReadonlyMap<string, NodeDescription>;

/**
 * A node's ports: as the engine last said, else from its type. Until the engine
 * knows a new edge's port, the port is drawn because the edge is there.
 */
export function portsOf(flow: Flow, id: string, shapes: Shapes, types: Types): Ports {
  const node = flow.nodes[id];
  const type = node && types.get(node.type);
  const shape = shapes[id];
  const container = shape ? shape.container !== undefined : type?.kind === 'container';
  const trigger = shape ? shape.trigger : type?.kind === 'trigger';
  const outputs = new Set(shape?.outputs ?? type?.outputs.names ?? ['out']);
  if (container) outputs.delete('each');
  if (node && mayRoute(node, type)) outputs.add('error');
  else if (!container) outputs.delete('error');
  const inputs = trigger ? [] : (shape?.inputs ?? type?.inputs.names ?? ['in']);
  return { inputs: inputs.filter((port) => port !== 'collect'), outputs: [...outputs], container, trigger };
}

function mayRoute(node: FlowNode, type: NodeDescription | undefined): boolean {
  return node.onError === 'route' && type?.kind !== 'trigger';
}

/** The port that is meant where an edge names none. */
export function firstPort(ports: Ports, side: 'inputs' | 'outputs'): string {
  return ports[side][0] ?? (side === 'inputs' ? 'in' : 'out');
}
