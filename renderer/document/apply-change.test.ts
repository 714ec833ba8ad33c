import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Flow } from '#contract/flow';
import { applyChange } from './apply-change.ts';
import type { FlowChange } from './change.ts';
import { newHistory, pushState, redo, undo } from './history.ts';
import { printFlow } from './print-flow.ts';

const flow: Flow = {
  flowbench: 1,
  id: 'f',
  name: 'Flow',
  nodes: {
    start: { type: 'trigger.manual' },
    loop: { type: 'control.forEach', name: 'Each order' },
    post: {
      type: 'http.request',
      in: 'loop',
      params: { url: "{{ $('Each order').item.json.url + $('start').first().json.x }}" },
    },
    end: { type: 'control.nothing', name: 'End' },
  },
  edges: ['start -> loop', 'loop:each -> post', 'post -> loop:collect', 'loop:done -> end'],
  view: { loop: [200, 0, 420, 200], post: [80, 60], 'fold:loop': true },
};

test('removing a container removes what is inside, its edges and its view', () => {
  const after = applyChange(flow, { do: 'removeNodes', ids: ['loop'] });
  expect(Object.keys(after.nodes)).toEqual(['start', 'end']);
  expect(after.edges).toEqual([]);
  expect(after.view).toBeUndefined();
});

test('renaming an id rewrites edges, containers, view and expressions', () => {
  const after = applyChange(flow, { do: 'renameId', from: 'loop', to: 'orders' });
  expect(Object.keys(after.nodes)).toEqual(['start', 'orders', 'post', 'end']);
  expect(after.nodes.post?.in).toBe('orders');
  expect(after.edges).toEqual([
    'start -> orders',
    'orders:each -> post',
    'post -> orders:collect',
    'orders:done -> end',
  ]);
  expect(Object.keys(after.view ?? {})).toEqual(['orders', 'post', 'fold:orders']);
  const again = applyChange(after, { do: 'renameId', from: 'start', to: 'begin' });
  expect(again.nodes.post?.params?.url).toContain("$('begin').first()");
});

test('renaming a node rewrites references by its name, and only those', () => {
  const after = applyChange(flow, { do: 'renameNode', node: 'loop', name: "Each customer's" });
  expect(after.nodes.post?.params?.url).toBe(
    "{{ $('Each customer\\'s').item.json.url + $('start').first().json.x }}",
  );
  expect(after.nodes.end).toBe(flow.nodes.end);
});

test('a parameter is set at its path; what is not touched stays the very object', () => {
  const after = applyChange(flow, {
    do: 'setParam',
    node: 'end',
    path: ['fields', 0, 'name'],
    value: 'total',
  });
  expect(after.nodes.end?.params).toEqual({ fields: [{ name: 'total' }] });
  expect(after.nodes.post).toBe(flow.nodes.post);
  const gone = applyChange(after, { do: 'setParam', node: 'end', path: ['fields'], value: undefined });
  expect(gone.nodes.end).toEqual(flow.nodes.end);
});

test('moving a node out of a container takes the edges that would leave the scope', () => {
  const after = applyChange(flow, { do: 'moveInto', container: undefined, places: { post: [0, 300] } });
  expect(after.nodes.post?.in).toBeUndefined();
  expect(after.edges).toEqual(['start -> loop', 'loop:done -> end']);
  expect(after.view?.post).toEqual([0, 300]);
});

test('a container does not go into itself', () => {
  expect(applyChange(flow, { do: 'moveInto', container: 'loop', places: { loop: [0, 0] } })).toBe(flow);
});

test('an edge is added once, and only within one scope', () => {
  const once = applyChange(flow, {
    do: 'addEdges',
    edges: ['start -> end', 'start -> end', 'start -> post'],
  });
  expect(once.edges?.filter((edge) => edge.startsWith('start'))).toEqual(['start -> loop', 'start -> end']);
});

const id = fc.constantFrom('start', 'loop', 'post', 'end', 'other', 'nobody');
const place = fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 }));
const change: fc.Arbitrary<FlowChange> = fc.oneof(
  fc.record({
    do: fc.constant('addNode' as const),
    id: fc.constantFrom('other', 'more'),
    node: fc.constant({ type: 'data.map', name: 'Map' }),
    at: place,
  }),
  fc.record({ do: fc.constant('removeNodes' as const), ids: fc.array(id, { minLength: 1, maxLength: 3 }) }),
  fc.record({ do: fc.constant('place' as const), places: fc.dictionary(id, place) }),
  fc.record({
    do: fc.constant('setParam' as const),
    node: id,
    path: fc.constantFrom(['url'], ['fields', 0, 'value'], ['deep', 'er']),
    value: fc.option(fc.jsonValue(), { nil: undefined }),
  }),
  fc.record({
    do: fc.constant('setField' as const),
    node: id,
    field: fc.constantFrom('notes' as const, 'timeout' as const),
    value: fc.option(fc.string(), { nil: undefined }),
  }),
  fc.record({
    do: fc.constant('renameNode' as const),
    node: id,
    name: fc.option(fc.string(), { nil: undefined }),
  }),
  fc.record({ do: fc.constant('renameId' as const), from: id, to: id }),
  fc.record({ do: fc.constant('setDisabled' as const), ids: fc.array(id), disabled: fc.boolean() }),
  fc.record({
    do: fc.constant('addEdges' as const),
    edges: fc.array(
      fc.tuple(id, id).map(([a, b]) => `${a} -> ${b}`),
      { maxLength: 3 },
    ),
  }),
  fc.record({
    do: fc.constant('moveInto' as const),
    container: fc.option(id, { nil: undefined }),
    places: fc.dictionary(id, place),
  }),
);

test('any edits undone give the original text, and done again what they gave', () => {
  const text = printFlow(flow);
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
      let history = newHistory(flow);
      let at = 0;
      for (const next of changes) {
        at += 10_000;
        history = pushState(history, { flow: applyChange(history.flow, next) }, next.do, undefined, at);
      }
      const edited = printFlow(history.flow, text);
      const steps = history.past.length;
      for (let step = 0; step < steps; step++) history = undo(history);
      expect(printFlow(history.flow, text)).toBe(text);
      for (let step = 0; step < steps; step++) history = redo(history);
      expect(printFlow(history.flow, text)).toBe(edited);
    }),
  );
});

test('edges never lead to nodes that are gone, whatever the edits', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
      const after = changes.reduce(applyChange, flow);
      for (const edge of after.edges ?? []) {
        for (const end of edge.split(' -> ')) expect(after.nodes).toHaveProperty([end.split(':')[0] ?? '']);
      }
    }),
  );
});

test('a layout of thousands of nodes places them all at once', () => {
  const ids = Array.from({ length: 2000 }, (_, k) => `n${k}`);
  const places = Object.fromEntries(ids.map((id, k) => [id, [k, 0] as const]));
  const placed = applyChange(
    { ...flow, view: { 'note:1': { note: 'x', at: [0, 0] } } },
    { do: 'place', places },
  );
  expect(Object.keys(placed.view ?? {})).toEqual(['note:1', ...ids]);
});
