import { describe, expect, test } from 'vitest';
import { buildGraph } from './build-graph.ts';
import type { NodeShape } from './graph.ts';
import { parseFlow } from './parse-flow.ts';

const SHAPES: Record<string, NodeShape> = {
  start: { inputs: [], outputs: ['out'], trigger: true, runOnEmpty: false },
  plain: { inputs: ['in'], outputs: ['out'], trigger: false, runOnEmpty: false },
  join: { inputs: ['a', 'b'], outputs: ['out'], trigger: false, runOnEmpty: false },
  loop: {
    inputs: ['in'],
    outputs: ['done', 'error'],
    container: 'forEach',
    trigger: false,
    runOnEmpty: false,
  },
};

/** `nodes` as `id: type` or `id: type in container`. */
function graphOf(nodes: Record<string, string>, edges: string[] = []) {
  const entries = Object.entries(nodes).map(([id, text]) => {
    const [type = '', container] = text.split(' in ');
    return [id, { type, ...(container ? { in: container } : {}) }] as const;
  });
  const { flow } = parseFlow(JSON.stringify({ flowbench: 1, nodes: Object.fromEntries(entries), edges }));
  if (!flow) throw new Error('not a flow');
  const shapes = new Map<string, NodeShape>();
  for (const [id, { type }] of entries) if (SHAPES[type]) shapes.set(id, SHAPES[type]);
  return buildGraph(flow, shapes);
}

test('edges are grouped by input port, in file order within a port', () => {
  const { graph, problems } = graphOf({ s: 'start', x: 'plain', j: 'join' }, [
    'x -> j:b',
    's -> j:a',
    's -> x',
    's -> j:b',
    'x -> j',
  ]);
  expect(problems).toEqual([]);
  const incoming = graph.nodes.get('j')?.incoming.map(({ from, toPort }) => `${from?.id}:${toPort}`);
  expect(incoming).toEqual(['s:a', 'x:a', 'x:b', 's:b']);
});

test('containers hold their nodes, in file order, and the edges at their ends', () => {
  const { graph, problems } = graphOf(
    { s: 'start', l: 'loop', b: 'plain in l', m: 'loop in l', a: 'plain in m' },
    [
      's -> l',
      'l:each -> b',
      'b -> m',
      'm:each -> a',
      'a -> m:collect',
      'm -> l:collect',
      'l:each -> l:collect',
    ],
  );
  expect(problems).toEqual([]);
  const inner = graph.nodes.get('l')?.inner;
  expect(inner?.nodes.map(({ id, index }) => [id, index])).toEqual([
    ['b', 0],
    ['m', 1],
  ]);
  expect(inner?.entry.map(({ to }) => to?.id)).toEqual(['b', undefined]);
  expect(inner?.exit.map(({ from, fromPort }) => [from?.id, fromPort])).toEqual([
    ['m', 'done'],
    [undefined, 'each'],
  ]);
  expect(graph.nodes.get('m')?.scope).toBe(inner);
});

describe('problems', () => {
  const nodes = { s: 'start', x: 'plain', l: 'loop', i: 'plain in l', u: 'unheard of' };
  test.each<{ edge: string; code: string; says: string; hint: string }>([
    { edge: 's x', code: 'BAD_EDGE', says: 'not an edge', hint: '->' },
    { edge: 's -> ', code: 'BAD_EDGE', says: 'not an edge', hint: '->' },
    { edge: 's: -> x', code: 'BAD_EDGE', says: 'not an edge', hint: '->' },
    { edge: 's -> nope', code: 'UNKNOWN_NODE', says: '"nope"', hint: 'The nodes are "s"' },
    { edge: 'nope -> x', code: 'UNKNOWN_NODE', says: '"nope"', hint: '"x"' },
    { edge: 's:done -> x', code: 'UNKNOWN_PORT', says: '"done"', hint: '"out"' },
    { edge: 'x:error -> l', code: 'UNKNOWN_PORT', says: '"error"', hint: '"onError": "route"' },
    { edge: 's -> x:b', code: 'UNKNOWN_PORT', says: '"b"', hint: '"in"' },
    { edge: 'x -> s', code: 'UNKNOWN_PORT', says: '"s"', hint: 'trigger' },
    { edge: 's -> i', code: 'EDGE_ACROSS_SCOPES', says: 'the flow itself', hint: 'each and collect' },
    { edge: 'l -> i', code: 'EDGE_ACROSS_SCOPES', says: '"l"', hint: '"l:each -> i"' },
    { edge: 'i -> l', code: 'EDGE_ACROSS_SCOPES', says: '"l"', hint: '"i -> l:collect"' },
    { edge: 'i -> x', code: 'EDGE_ACROSS_SCOPES', says: '"l"', hint: 'each and collect' },
  ])('$edge', ({ edge, code, says, hint }) => {
    const { problems } = graphOf(nodes, [edge]);
    expect(problems).toMatchObject([{ severity: 'error', code, edge }]);
    expect(problems[0]?.message).toContain(says);
    expect(problems[0]?.hint).toContain(hint);
  });

  test('ports of unknown types are not checked', () => {
    expect(graphOf(nodes, ['s -> u:whatever', 'u:also -> x']).problems).toEqual([]);
  });

  test('a doubled edge is only warned of', () => {
    const { graph, problems } = graphOf(nodes, ['s -> x', 's:out -> x:in']);
    expect(problems).toMatchObject([{ severity: 'warning', code: 'DOUBLE_EDGE' }]);
    expect(graph.nodes.get('x')?.incoming).toHaveLength(2);
  });
});

describe('cycles', () => {
  test('a node that leads to itself', () => {
    expect(graphOf({ x: 'plain' }, ['x -> x']).problems).toMatchObject([
      { code: 'CYCLE', node: 'x', message: 'the edges form a cycle: x -> x' },
    ]);
  });

  test('a ring behind a trigger, and one inside a container', () => {
    const { problems } = graphOf(
      { s: 'start', a: 'plain', b: 'plain', l: 'loop', c: 'plain in l', d: 'plain in l' },
      ['s -> a', 'a -> b', 'b -> a', 'l:each -> c', 'c -> d', 'd -> c'],
    );
    expect(problems.map(({ message }) => message)).toEqual([
      'the edges form a cycle: a -> b -> a',
      'the edges form a cycle: c -> d -> c',
    ]);
  });

  test('a long ring is found, a long chain is none; neither overflows', () => {
    const n = 20_000;
    const nodes = Object.fromEntries(Array.from({ length: n }, (_, k) => [`n${k}`, 'plain']));
    const chain = Array.from({ length: n - 1 }, (_, k) => `n${k} -> n${k + 1}`);
    expect(graphOf(nodes, chain).problems).toEqual([]);
    const [problem, ...others] = graphOf(nodes, [...chain, `n${n - 1} -> n0`]).problems;
    expect(problem?.code).toBe('CYCLE');
    expect(others).toEqual([]);
  });

  test('a diamond is none', () => {
    const edges = ['s -> a', 's -> b', 'a -> j:a', 'b -> j:b'];
    expect(graphOf({ s: 'start', a: 'plain', b: 'plain', j: 'join' }, edges).problems).toEqual([]);
  });
});

describe('in', () => {
  test.each([
    { nodes: { a: 'plain in nope' }, says: ['a: it is in "nope", which does not exist'] },
    {
      nodes: { a: 'plain', b: 'plain in a' },
      says: ['b: it is in "a", which is a plain and holds no nodes'],
    },
    { nodes: { a: 'loop in a' }, says: ['a: it is inside itself'] },
    {
      nodes: { a: 'loop in c', b: 'loop in a', c: 'loop in b', x: 'plain in a' },
      says: ['a: it is inside itself', 'b: it is inside itself', 'c: it is inside itself'],
    },
    { nodes: { a: 'unheard of', b: 'plain in a' }, says: [] },
  ])('$nodes', ({ nodes, says }) => {
    const { problems } = graphOf(nodes as Record<string, string>);
    expect(problems.map(({ node, message }) => `${node}: ${message}`)).toEqual(says);
  });
});
