import { afterEach, expect, it } from 'vitest';
import { factsOf, flowText, startApp, type TestApp } from './index.ts';

let app: TestApp;
afterEach(() => app.close());

const path = 'test.flow.json';
const nodes = {
  start: { type: 'trigger.manual' },
  double: {
    type: 'data.map',
    name: 'Twice',
    params: { fields: [{ name: 'twice', value: '{{ $json.n * 2 }}' }] },
  },
  each: { type: 'control.forEach' },
  inner: { type: 'data.map', in: 'each' },
};
const edges = ['start -> double', 'double -> each', 'each:each -> inner', 'inner -> each:collect'];
const text = flowText(nodes, edges);

it('describes every node type and helper', async () => {
  app = await startApp();
  const { nodes: types, helpers } = await app.client.catalogue.get();
  expect(types.find(({ type }) => type === 'http.request')).toMatchObject({ kind: 'item', group: 'connect' });
  expect(new Set(helpers.map(({ on }) => on))).toEqual(
    new Set(['string', 'number', 'boolean', 'array', 'object', 'date']),
  );
  expect(helpers.every(({ signature, doc }) => signature !== '' && doc !== '')).toBe(true);
});

it('checks a text as it is typed: problems with their lines, and the ports of what is known', async () => {
  app = await startApp();
  const { problems, shapes } = await app.client.flows.check({
    text: text.replace('double -> each', 'double -> eech'),
  });
  expect(problems).toMatchObject([
    { severity: 'warning', node: 'each' },
    { severity: 'error', line: 31 },
  ]);
  expect(shapes.each).toMatchObject({ inputs: ['in'], container: 'forEach', trigger: false });
  expect(shapes.start).toMatchObject({ trigger: true });
  const broken = await app.client.flows.check({ text: '{ "flowbench": 1' });
  expect(broken).toMatchObject({ problems: [{ code: 'NOT_JSON' }], shapes: {} });
});

it('previews a parameter on the data of a run, also in loops and in nodes that are new', async () => {
  app = await startApp();
  const { run } = await app.client.runs.start({ path, text, input: [{ n: 1 }, { n: 2 }, { n: 3 }] });
  await factsOf(app.client, run);
  const preview = (node: string, param: unknown, more: object = {}) =>
    app.client.flows.preview({ text, node, param, run, ...more });

  expect(await preview('double', '{{ $json.n + 1 }}', { item: 2 })).toEqual({ ok: true, value: 4 });
  expect(await preview('double', { a: ['n is {{ $json.n }}', 7] })).toEqual({
    ok: true,
    value: { a: ['n is 1', 7] },
  });
  expect(await preview('inner', "{{ [$json.twice, $iteration.index, $('Twice').all().length] }}")).toEqual({
    ok: true,
    value: [6, 2, 3],
  });
  expect(await preview('inner', '{{ $iteration.index }}', { step: 'each/each[1]/inner' })).toEqual({
    ok: true,
    value: 1,
  });
  expect(await preview('inner', "{{ $('start').item.json.n }}", { step: 'each/each[1]/inner' })).toEqual({
    ok: true,
    value: 2,
  });

  const added = flowText({ ...nodes, late: { type: 'data.map' } }, [...edges, 'double -> late']);
  const late = { text: added, node: 'late', run, item: 1 };
  expect(await app.client.flows.preview({ ...late, param: '{{ $json.twice }}' })).toEqual({
    ok: true,
    value: 4,
  });
  expect(await app.client.flows.preview({ ...late, param: "{{ $('start').item.json.n }}" })).toEqual({
    ok: true,
    value: 2,
  });

  expect(await preview('double', '{{ $json.x.y }}')).toMatchObject({ ok: false, hint: expect.any(String) });
  expect(await preview('double', '{{ $json.( }}')).toMatchObject({ ok: false });
  expect(await preview('double', '{{ $json.n }}', { item: 9 })).toMatchObject({
    ok: false,
    message: expect.stringContaining('3 items'),
  });
  expect(await preview('nobody', '{{ 1 }}')).toMatchObject({ ok: false });
  expect(await preview('double', '{{ 1 }}', { run: 'run_none' })).toMatchObject({ ok: false });
});

it("previews on the trigger's sample where nothing ran yet", async () => {
  app = await startApp();
  const sampled = flowText(
    { ...nodes, start: { type: 'trigger.manual', params: { items: [{ n: 21 }] } } },
    edges,
  );
  const preview = { text: sampled, node: 'double', param: '{{ $json.n * 2 }}' };
  expect(await app.client.flows.preview(preview)).toEqual({ ok: true, value: 42 });
  expect(await app.client.flows.preview({ ...preview, node: 'inner' })).toEqual({ ok: true, value: 42 });
  expect(await app.client.flows.preview({ ...preview, text: '{' })).toMatchObject({ ok: false });
});
