import { type FlowNode, formatEdge, parseEdge } from '#contract/flow';
import type { NodeDescription } from '#contract/node';
import { edit, freshName } from '#renderer/document';
import { type Model, modelNow } from '../use-model.ts';

/** Whether a node may become one of a type: a container keeps what is inside, a trigger stays where runs begin. */
export function canReplace(
  now: NodeDescription | undefined,
  ports: { container: boolean; trigger: boolean },
): boolean {
  if (!now) return false;
  return (now.kind === 'container') === ports.container && (now.kind === 'trigger') === ports.trigger;
}

/**
 * Puts a node of another type in the place of one. It keeps its wires: those at ports
 * that the new type does not have go to its first ones. Parameters that both have stay.
 */
export function replaceNode(path: string, id: string, type: NodeDescription): void {
  const model = modelNow(path);
  const before = model?.flow.nodes[id];
  if (!model || !before || !canReplace(type, model.ports(id))) return;
  const { type: _, version: __, params, name, connection: ___, ...rest } = before;
  const kept = Object.fromEntries(Object.entries(params ?? {}).filter(([key]) => key in paramsOf(type)));
  const node: FlowNode = {
    ...rest,
    type: type.type,
    name: name ?? freshName(type.title, model.flow),
    ...(Object.keys(kept).length > 0 ? { params: kept } : {}),
  };
  edit(path, { do: 'replaceNode', id, node, edges: edgesOf(model, id, type) });
}

function paramsOf({ params }: NodeDescription): object {
  const { properties } = params as { properties?: object };
  return properties ?? {};
}

/** The node's edges, as they fit the new type. */
function edgesOf({ flow }: Model, id: string, type: NodeDescription): string[] {
  const edges: string[] = [];
  for (const text of flow.edges ?? []) {
    const edge = parseEdge(text);
    if (!edge || (edge.from.node !== id && edge.to.node !== id)) continue;
    const inside = edge.from.port === 'each' || edge.to.port === 'collect';
    if (inside) edges.push(text);
    else if (edge.from.node === id) {
      const gives = type.outputs.names.length > 0 || type.outputs.computed;
      if (gives)
        edges.push(
          formatEdge({ node: id, port: fitting(edge.from.port, ['error', ...type.outputs.names]) }, edge.to),
        );
    } else edges.push(formatEdge(edge.from, { node: id, port: fitting(edge.to.port, type.inputs.names) }));
  }
  return [...new Set(edges)];
}

function fitting(port: string | undefined, ports: readonly string[]): string | undefined {
  return port !== undefined && ports.includes(port) ? port : undefined;
}
