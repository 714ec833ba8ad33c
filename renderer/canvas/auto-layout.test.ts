import { expect, test } from 'vitest';
import type { Flow } from '#contract/flow';
import { layOut } from './boxes.ts';
import { overlaps } from './geometry.ts';
import type { Ports } from './ports.ts';

const nodes: Flow['nodes'] = { start: { type: 't' }, loop: { type: 'c' }, inner: { type: 'c', in: 'loop' } };
for (let k = 0; k < 12; k++) nodes[`n${k}`] = { type: 'd', ...(k < 4 ? { in: 'inner' } : {}) };
const flow: Flow = {
  flowbench: 1,
  id: 'f',
  name: 'F',
  nodes,
  edges: [
    'start -> loop',
    'loop:each -> inner',
    'inner:each -> n0',
    'n0 -> n1',
    'n0 -> n2',
    'n1 -> n3',
    'n2 -> n3',
    'n3 -> inner:collect',
    'inner:done -> loop:collect',
    'loop:done -> n4',
    ...[4, 5, 6, 7, 8, 9, 10].map((k) => `n${k} -> n${k + 1}`),
  ],
};
const ports = (id: string): Ports => ({
  inputs: ['in'],
  outputs: ['out'],
  container: flow.nodes[id]?.type === 'c',
  trigger: false,
});

test('nodes of a scope do not overlap, and containers hold what is in them', () => {
  const { boxes, unplaced } = layOut(flow, ports);
  expect(unplaced).toHaveLength(15);
  for (const [a, one] of boxes) {
    const container = flow.nodes[a]?.in;
    const outer = container === undefined ? undefined : boxes.get(container);
    if (outer) {
      expect(one.x).toBeGreaterThan(0);
      expect(one.x + one.w).toBeLessThan(outer.w);
      expect(one.y + one.h).toBeLessThan(outer.h);
    }
    for (const [b, other] of boxes) {
      if (a < b && flow.nodes[b]?.in === container)
        expect([a, b, overlaps(one, other)]).toEqual([a, b, false]);
    }
  }
});

test('a long flow goes on in a new line', () => {
  const { boxes } = layOut(flow, ports);
  const far = Math.max(...[...boxes].filter(([id]) => !flow.nodes[id]?.in).map(([, { x, w }]) => x + w));
  expect(far).toBeLessThan(1700);
  expect(boxes.get('n11')?.y).toBeGreaterThan(boxes.get('n4')?.y ?? 0);
});

test('places that the file gives are kept', () => {
  const { boxes, unplaced } = layOut({ ...flow, view: { start: [16, 400], loop: [0, 0, 2000, 900] } }, ports);
  expect(boxes.get('start')).toMatchObject({ x: 16, y: 400 });
  expect(boxes.get('loop')).toMatchObject({ w: 2000, h: 900 });
  expect(unplaced).not.toContain('start');
});
