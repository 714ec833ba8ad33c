import { getSmoothStepPath, Position } from '@xyflow/react';
import type { NodeDescription, NodeGroup } from '#contract/node';
import { absoluteBox } from '../boxes.ts';
import { type DrawnNode, drawnNodes } from '../drawn.ts';
import { type DrawnEdge, drawnEdges } from '../drawn-edges.ts';
import { type Box, HEAD_H, LIP_Y, type Point } from '../geometry.ts';
import { typeLine } from '../key-fact.ts';
import { markdownParts } from '../markdown.ts';
import { COLLECT_W, portPlaces } from '../port-places.ts';
import type { Model } from '../use-model.ts';
import { cut, escapeXml, wrap } from './text.ts';

/** A drawn flow, in pixels at 100 %. */
export interface Picture {
  svg: string;
  width: number;
  height: number;
}

type Types = ReadonlyMap<string, NodeDescription>;

const MARGIN = 32;
/** Light theme: pictures are for documents. */
const INK = { text: '#161c1f', soft: '#424d53', line: '#c8d0d3', edge: '#848f95', fail: '#bb2530' } as const;
const TINTS: Readonly<Record<NodeGroup, readonly [ink: string, ground: string]>> = {
  trigger: ['#a3306f', '#f8e6f0'],
  control: ['#6a3fb5', '#eee7fa'],
  data: ['#0b6b67', '#dff1ef'],
  files: ['#75560c', '#f5edd8'],
  connect: ['#0f609c', '#e0eef9'],
  apps: ['#4b5860', '#e7ebed'],
};
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/**
 * Draws a flow from its data: nodes, containers, edges, names and notes. Names are
 * text, nothing refers to anything outside, and nothing in a flow can become markup.
 */
export function drawSvg(model: Model, types: Types): Picture {
  const nodes = drawnNodes(model).filter(({ hidden }) => !hidden);
  const boxes = new Map(nodes.map((node) => [node.id, boxOf(model, node)]));
  const frame = frameOf([...boxes.values()]);
  const box = (id: string) => boxes.get(id) ?? { x: 0, y: 0, w: 0, h: 0 };
  const open = new Set(nodes.filter(({ type }) => type === 'container').map(({ id }) => id));
  const portAt = (id: string, side: 'inputs' | 'outputs', port: string): Point => {
    const { x, y, w, h } = box(id);
    const places = portPlaces(model.ports(id), { w, h }, open.has(id));
    const place = places.find((one) => one.side === side && one.port === port);
    return { x: x + (place?.x ?? 0), y: y + (place?.y ?? 0) };
  };
  const parts = [
    ...nodes
      .filter(({ type }) => type === 'container')
      .map((node) => drawContainer(model, node, box(node.id), types)),
    ...drawnEdges(model).map((edge) => drawEdge(edge, portAt)),
    ...nodes.filter(({ type }) => type === 'node').map((node) => drawNode(model, node, box(node.id), types)),
    ...nodes.map((node) => (node.type === 'note' ? drawNote(node.data.text, box(node.id)) : '')),
  ];
  const { x, y, w, h } = frame;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="${x} ${y} ${w} ${h}" font-family="${FONT}">`,
    `<title>${escapeXml(model.flow.name)}</title>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">',
    `<path d="M1 .8 7 4 1 7.2z" fill="${INK.edge}"/></marker></defs>`,
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="#ffffff"/>`,
    ...parts,
    '</svg>',
  ];
  return { svg: `${svg.filter((line) => line !== '').join('\n')}\n`, width: w, height: h };
}

function boxOf(model: Model, node: DrawnNode): Box {
  if (node.type !== 'note') return absoluteBox(model.flow, model.layout.boxes, node.id);
  return { ...node.position, w: node.width ?? 0, h: node.height ?? 0 };
}

function frameOf(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, w: 2 * MARGIN, h: 2 * MARGIN };
  const edges = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y, w, h } of boxes) {
    edges.left = Math.min(edges.left, x);
    edges.top = Math.min(edges.top, y);
    edges.right = Math.max(edges.right, x + w);
    edges.bottom = Math.max(edges.bottom, y + h);
  }
  return {
    x: edges.left - MARGIN,
    y: edges.top - MARGIN,
    w: edges.right - edges.left + 2 * MARGIN,
    h: edges.bottom - edges.top + 2 * MARGIN,
  };
}

function drawNode(model: Model, drawn: DrawnNode, { x, y, w, h }: Box, types: Types): string {
  const node = model.flow.nodes[drawn.id];
  if (!node) return '';
  const type = types.get(node.type);
  const dash = type ? '' : ' stroke-dasharray="4 3"';
  return [
    `<g${node.disabled ? ' opacity="0.55"' : ''}>`,
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="8" fill="#ffffff" stroke="${INK.line}"${dash}/>`,
    tile(type?.group ?? 'apps', x + 10, y + 12),
    text(x + 42, y + 24, 13, cut(node.name ?? drawn.id, w - 52, 13), INK.text, true),
    text(x + 42, y + 41, 11, cut(typeLine(node, type), w - 52, 11), INK.soft),
    node.disabled ? text(x + 42, y + 58, 11, 'switched off', INK.soft) : '',
    ...portDots(model, drawn.id, { x, y, w, h }),
    '</g>',
  ].join('');
}

function portDots(model: Model, id: string, { x, y, w, h }: Box): string[] {
  return portPlaces(model.ports(id), { w, h }, false).map(
    (port) => `<circle cx="${x + port.x}" cy="${y + port.y}" r="3.5" fill="#ffffff" stroke="${INK.edge}"/>`,
  );
}

function drawContainer(model: Model, drawn: DrawnNode, { x, y, w, h }: Box, types: Types): string {
  const node = model.flow.nodes[drawn.id];
  if (!node) return '';
  const group = types.get(node.type)?.group ?? 'control';
  const name = cut(`${node.name ?? drawn.id}  ·  ${typeLine(node, types.get(node.type))}`, w - 60, 13);
  return [
    `<g${node.disabled ? ' opacity="0.55"' : ''}>`,
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="8" fill="#f6f8f8" stroke="${INK.line}"/>`,
    `<path d="M${x} ${y + HEAD_H}h${w}" stroke="${INK.line}" fill="none"/>`,
    tile(group, x + 8, y + 4),
    text(x + 40, y + 20, 13, name, INK.text, true),
    text(x + 10, y + LIP_Y + 4, 11, 'each', INK.soft),
    text(x + w - COLLECT_W + 10, y + LIP_Y + 4, 11, 'collect', INK.soft),
    '</g>',
  ].join('');
}

function tile(group: NodeGroup, x: number, y: number): string {
  const [ink, ground] = TINTS[group] ?? TINTS.apps;
  return `<rect x="${x}" y="${y}" width="24" height="24" rx="5" fill="${ground}"/><circle cx="${x + 12}" cy="${y + 12}" r="5" fill="none" stroke="${ink}" stroke-width="2"/>`;
}

function drawEdge(
  { data }: DrawnEdge,
  portAt: (id: string, side: 'inputs' | 'outputs', port: string) => Point,
): string {
  if (!data) return '';
  const { x: sourceX, y: sourceY } = portAt(data.from, 'outputs', data.fromPort);
  const { x: targetX, y: targetY } = portAt(data.to, 'inputs', data.toPort);
  const [line, labelX, labelY] = getSmoothStepPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition: Position.Right,
    targetPosition: Position.Left,
    borderRadius: 8,
    offset: data.lane?.offset ?? 16,
    ...(data.lane ? { centerY: data.lane.y } : {}),
  });
  const ink = data.fromPort === 'error' ? INK.fail : INK.edge;
  const label = data.label ?? '';
  const long = targetX - sourceX > 140;
  const [x, y] = long ? [sourceX + 34, sourceY] : [labelX, labelY];
  return [
    `<path d="${line}" fill="none" stroke="${ink}" stroke-width="1.5" marker-end="url(#arrow)"/>`,
    label === ''
      ? ''
      : // A rim in the ground's colour keeps it legible on lines.
        `<text x="${x}" y="${y + 4}" font-size="11" fill="${ink}" text-anchor="middle" stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke">${escapeXml(label)}</text>`,
  ].join('');
}

function drawNote(note: string, { x, y, w, h }: Box): string {
  const lines = markdownParts(note).flatMap(({ kind, spans }) => {
    const plain = spans.map((span) => span.text).join('');
    const size = kind === 'head' ? 13 : 12;
    return wrap(kind === 'point' ? `• ${plain}` : plain, w - 20, size).map((line) => ({
      line,
      strong: kind === 'head',
    }));
  });
  const room = Math.max(1, Math.floor((h - 12) / 16));
  const shown = lines.slice(0, room);
  return [
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="4" fill="#fff3c4" stroke="#e6d48a"/>`,
    ...shown.map(({ line, strong }, index) => text(x + 10, y + 20 + index * 16, 12, line, INK.text, strong)),
  ].join('');
}

function text(x: number, y: number, size: number, value: string, ink: string, strong = false): string {
  const weight = strong ? ' font-weight="600"' : '';
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${ink}"${weight}>${escapeXml(value)}</text>`;
}
