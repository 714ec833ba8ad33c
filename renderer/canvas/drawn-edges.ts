import type { Edge } from '@xyflow/react';
import { parseEdge } from '#contract/flow';
import { containersOf, nameOf } from '#renderer/document';
import { isFolded } from './boxes.ts';
import { type Lane, Lanes } from './lanes.ts';
import { firstPort } from './ports.ts';
import type { Model } from './use-model.ts';

export type EdgeData = {
  from: string;
  fromPort: string;
  to: string;
  toPort: string;
  /** The port's name, where the node has more than one. */
  label: string | undefined;
  /** Where it goes back to the left. */
  lane: Lane | undefined;
};
export type DrawnEdge = Edge<EdgeData, 'flow'>;

/**
 * The edges of a flow as the canvas library wants them; those at what is hidden in a
 * folded container are left out. What differs in nothing is taken from `before`.
 */
export function drawnEdges(model: Model, before: readonly DrawnEdge[] = []): DrawnEdge[] {
  const { flow, ports } = model;
  const old = new Map(before.map((edge) => [edge.id, edge]));
  const lanes = new Lanes(flow, model.layout.boxes);
  const hidden = (id: string) => containersOf(flow, id).some((container) => isFolded(flow, container));
  return (flow.edges ?? []).flatMap((text): DrawnEdge[] => {
    const edge = parseEdge(text);
    if (!edge || !flow.nodes[edge.from.node] || !flow.nodes[edge.to.node]) return [];
    const [from, to] = [edge.from.node, edge.to.node];
    const [outs, ins] = [ports(from), ports(to)];
    const fromPort = edge.from.port ?? firstPort(outs, 'outputs');
    const toPort = edge.to.port ?? firstPort(ins, 'inputs');
    const innerEnd =
      (fromPort === 'each' && isFolded(flow, from)) || (toPort === 'collect' && isFolded(flow, to));
    if (hidden(from) || hidden(to) || innerEnd) return [];
    const inner = fromPort === 'each' || toPort === 'collect';
    const named = outs.outputs.length > 1 && fromPort !== 'each' && fromPort !== 'out';
    const data: EdgeData = {
      from,
      fromPort,
      to,
      toPort,
      label: named ? fromPort : undefined,
      lane: inner ? undefined : lanes.laneOf(from, fromPort, to),
    };
    const drawn: DrawnEdge = {
      id: text,
      type: 'flow',
      source: from,
      sourceHandle: fromPort,
      target: to,
      targetHandle: toPort,
      data,
      ariaLabel: `${nameOf(flow, from)} to ${nameOf(flow, to)}`,
    };
    return [keep(old.get(text), drawn)];
  });
}

/** The old object where nothing differs, so that an edge is drawn anew only if it changed. */
function keep(old: DrawnEdge | undefined, now: DrawnEdge): DrawnEdge {
  if (!old) return now;
  const [a, b] = [old.data, now.data];
  const same =
    old.ariaLabel === now.ariaLabel &&
    a?.fromPort === b?.fromPort &&
    a?.toPort === b?.toPort &&
    a?.label === b?.label &&
    a?.lane?.y === b?.lane?.y &&
    a?.lane?.offset === b?.lane?.offset;
  return same ? old : { ...now, selected: old.selected ?? false };
}
