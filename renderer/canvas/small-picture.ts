import { getSmoothStepPath, Position } from '@xyflow/react';
import { type Flow, parseEdge } from '#contract/flow';
import type { NodeDescription, NodeGroup } from '#contract/node';
import { absoluteBox, layOut } from './boxes.ts';
import type { Box } from './geometry.ts';
import { portsOf } from './ports.ts';

export interface SmallPicture {
  width: number;
  height: number;
  boxes: readonly (Box & { id: string; container: boolean; group: NodeGroup })[];
  lines: readonly { id: string; d: string; error: boolean }[];
}

/** A flow's boxes and lines, for a picture too small for words. */
export function smallPicture(flow: Flow, types: ReadonlyMap<string, NodeDescription>): SmallPicture {
  const ports = (id: string) => portsOf(flow, id, {}, types);
  const { boxes } = layOut(flow, ports);
  const ids = Object.keys(flow.nodes);
  const all = new Map(ids.map((id) => [id, absoluteBox(flow, boxes, id)]));
  const [left, top] = [
    Math.min(...[...all.values()].map(({ x }) => x)),
    Math.min(...[...all.values()].map(({ y }) => y)),
  ];
  const drawn = ids.map((id) => {
    const { x, y, w, h } = all.get(id) ?? { x: 0, y: 0, w: 0, h: 0 };
    const group = types.get(flow.nodes[id]?.type ?? '')?.group ?? 'apps';
    return { id, x: x - left, y: y - top, w, h, container: ports(id).container, group };
  });
  const byId = new Map(drawn.map((box) => [box.id, box]));
  const lines = (flow.edges ?? []).flatMap((text) => {
    const edge = parseEdge(text);
    const [from, to] = [byId.get(edge?.from.node ?? ''), byId.get(edge?.to.node ?? '')];
    if (!edge || !from || !to) return [];
    const inner = edge.from.port === 'each';
    const [d] = getSmoothStepPath({
      sourceX: inner ? from.x + 20 : from.x + from.w,
      sourceY: from.y + (from.container && !inner ? 17 : inner ? 80 : 25),
      targetX: edge.to.port === 'collect' ? to.x + to.w - 20 : to.x,
      targetY: to.y + (edge.to.port === 'collect' ? 80 : to.container ? 17 : 25),
      sourcePosition: Position.Right,
      targetPosition: Position.Left,
      borderRadius: 12,
    });
    return [{ id: text, d, error: edge.from.port === 'error' }];
  });
  return {
    width: Math.max(0, ...drawn.map(({ x, w }) => x + w)),
    height: Math.max(0, ...drawn.map(({ y, h }) => y + h)),
    boxes: drawn,
    lines,
  };
}
