import { expect, test } from 'vitest';
import { parseFlow } from './parse-flow.ts';

const minimal = { flowbench: 1, id: 'f', name: 'F', nodes: { start: { type: 'trigger.manual' } } };
const first = (source: unknown) =>
  parseFlow(typeof source === 'string' ? source : JSON.stringify(source, undefined, 1)).problems[0];

test('a flow is read; what this version does not know is kept', () => {
  const { flow, problems } = parseFlow(
    JSON.stringify({
      ...minimal,
      later: { a: 1 },
      nodes: { start: { ...minimal.nodes.start, colour: 'red' } },
    }),
  );
  expect(problems).toEqual([]);
  expect(flow).toMatchObject({ later: { a: 1 }, nodes: { start: { colour: 'red' } } });
});

test('id and name may come from the file name; a byte order mark does no harm', () => {
  const { flow } = parseFlow(`\ufeff${JSON.stringify({ flowbench: 1, nodes: {} })}`, 'orders');
  expect(flow).toMatchObject({ id: 'orders', name: 'orders' });
});

test.each<{ why: string; source: unknown; problem: object }>([
  { why: 'empty', source: '', problem: { code: 'NOT_JSON', line: 1 } },
  { why: 'not JSON', source: '{\n "flowbench": 1,\n "id" "x" }', problem: { code: 'NOT_JSON', line: 3 } },
  { why: 'broken off', source: '{ "flowbench": 1,\n\n', problem: { code: 'NOT_JSON', line: 3 } },
  { why: 'bytes of something else', source: '\u0000\u0001PNG', problem: { code: 'NOT_JSON' } },
  {
    why: 'nested to overflow',
    source: `{"flowbench":1,"x":${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
    problem: { code: 'NOT_JSON' },
  },
  { why: 'a list', source: [minimal], problem: { code: 'NOT_A_FLOW', line: 1 } },
  { why: 'a number', source: '1', problem: { code: 'NOT_A_FLOW' } },
  { why: 'null', source: 'null', problem: { code: 'NOT_A_FLOW' } },
  { why: 'no version', source: { ...minimal, flowbench: undefined }, problem: { code: 'FLOW_VERSION' } },
  {
    why: 'a version that is none',
    source: { ...minimal, flowbench: '1' },
    problem: { code: 'FLOW_VERSION', line: 2 },
  },
  { why: 'half a version', source: { ...minimal, flowbench: 1.5 }, problem: { code: 'FLOW_VERSION' } },
  { why: 'version 0', source: { ...minimal, flowbench: 0 }, problem: { code: 'FLOW_VERSION' } },
  {
    why: 'a newer version',
    source: { ...minimal, flowbench: 99 },
    problem: {
      code: 'FLOW_VERSION',
      message: expect.stringContaining('99'),
      hint: 'Update Flowbench to open it.',
    },
  },
  { why: 'no nodes', source: { flowbench: 1 }, problem: { code: 'BAD_FLOW', message: 'nodes is missing' } },
  { why: 'nodes as a list', source: { flowbench: 1, nodes: [] }, problem: { code: 'BAD_FLOW', line: 3 } },
  {
    why: 'a node without a type',
    source: { flowbench: 1, nodes: { a: {} } },
    problem: { node: 'a', message: 'type is missing', line: 4 },
  },
  {
    why: 'a wrong type deep inside',
    source: { flowbench: 1, nodes: { a: { type: 'x', retry: { attempts: 'many' } } } },
    problem: { node: 'a', message: expect.stringContaining('retry.attempts'), line: 7 },
  },
  {
    why: 'a bad duration',
    source: { flowbench: 1, nodes: { a: { type: 'x', timeout: '5 s' } } },
    problem: { node: 'a', line: 6 },
  },
  {
    why: 'a bad policy',
    source: { flowbench: 1, nodes: { a: { type: 'x', onError: 'ignore' } } },
    problem: { node: 'a' },
  },
  {
    why: 'an id that edges could not name',
    source: { flowbench: 1, nodes: { 'a b': { type: 'x' } } },
    problem: { code: 'BAD_FLOW' },
  },
  {
    why: 'an edge that is no text',
    source: { ...minimal, edges: [{ from: 'a' }] },
    problem: { code: 'BAD_FLOW', message: expect.stringContaining('edges[0]') },
  },
])('$why', ({ source, problem }) => {
  expect(first(source)).toMatchObject({ severity: 'error', ...problem });
});

test('all problems of shape are told at once', () => {
  const { flow, problems } = parseFlow(
    JSON.stringify({ flowbench: 1, name: 7, nodes: { a: { type: 1 }, b: { type: 'x', disabled: 'no' } } }),
  );
  expect(flow).toBeUndefined();
  expect(problems.map(({ node, message }) => `${node}: ${message.split(' ')[0]}`)).toEqual([
    'undefined: name',
    'a: type',
    'b: disabled',
  ]);
});

test('a name that stands twice is an error with its node and line, the rest is read all the same', () => {
  const { flow, problems } = parseFlow(
    '{ "flowbench": 1,\n "nodes": {\n "a": { "type": "x" },\n "a": { "type": "y",\n "type": "z" } } }',
  );
  expect(flow).toBeDefined();
  expect(problems).toMatchObject([
    { severity: 'error', code: 'DUPLICATE_KEY', node: 'a', message: '"a" stands twice', line: 4 },
    { severity: 'error', code: 'DUPLICATE_KEY', node: 'a', message: '"type" stands twice', line: 5 },
  ]);
});

test('names with a slash are no duplicates of nested ones', () => {
  const params = { schema: { 'a/b': 1, a: { b: 2 } } };
  const { problems } = parseFlow(JSON.stringify({ flowbench: 1, nodes: { s: { type: 'x', params } } }));
  expect(problems).toEqual([]);
});

test.each(['constructor', 'toString', 'hasOwnProperty'])('a node may be called %s', (id) => {
  const { flow, problems } = parseFlow(`{ "flowbench": 1, "nodes": { "${id}": { "type": "x" } } }`);
  expect(problems).toEqual([]);
  expect(Object.keys(flow?.nodes ?? {})).toEqual([id]);
});

test('a node called __proto__ is refused: it would vanish', () => {
  const { flow, problems } = parseFlow('{ "flowbench": 1, "nodes": { "__proto__": { "type": "x" } } }');
  expect(flow).toBeUndefined();
  expect(problems[0]?.code).toBe('BAD_FLOW');
});
