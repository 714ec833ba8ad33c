import { expect, test } from 'vitest';
import type { JsonObject } from '#contract/node';
import { type FlowText, ids, resumeFlow, runFlow } from './harness.ts';

const start = { type: 'trigger.manual' };

/** Adds one to `n` in every round. */
function counting(params: JsonObject): FlowText {
  return {
    nodes: {
      start,
      again: { type: 'control.repeat', params },
      add: { type: 'data.map', in: 'again', params: { fields: [{ name: 'n', value: '{{ $json.n + 1 }}' }] } },
    },
    edges: ['start -> again', 'again:each -> add', 'add -> again:collect'],
  };
}
const rounds = (ran: { order: string[] }): number => ran.order.filter((key) => key.endsWith('/add')).length;

test.each([
  {
    why: 'until, checked after: at least one round',
    params: { until: '{{ $json.n >= 0 }}' },
    n: 0,
    gives: 1,
  },
  { why: 'until', params: { until: '{{ $json.n === 5 }}' }, n: 0, gives: 5 },
  { why: 'while', params: { while: '{{ $json.n < 3 }}' }, n: 0, gives: 3 },
  { why: 'while, checked before', params: { while: '{{ $json.n < 3 }}', check: 'before' }, n: 0, gives: 3 },
  {
    why: 'checked before: no round at all',
    params: { while: '{{ $json.n < 3 }}', check: 'before' },
    n: 7,
    gives: 7,
  },
  { why: 'max', params: { while: true, max: 4 }, n: 0, gives: 4 },
  { why: 'no condition: max rounds', params: { max: 2 }, n: 0, gives: 2 },
  { why: 'the count of rounds', params: { until: '{{ $iteration.index === 2 }}' }, n: 0, gives: 3 },
])('$why', async ({ params, n, gives }) => {
  const ran = await runFlow(counting(params), { input: [{ n }] });
  expect(ran.status).toBe('succeeded');
  expect(ran.outputs.again?.done).toEqual([{ n: gives }]);
  expect(rounds(ran)).toBe(gives - n);
});

test('it goes round with the whole list, and ends when nothing is left of it', async () => {
  const ran = await runFlow(
    {
      nodes: {
        start,
        again: { type: 'control.repeat' },
        drop: { type: 'control.filter', in: 'again', params: { test: '{{ $itemIndex > 0 }}' } },
      },
      edges: ['start -> again', 'again:each -> drop', 'drop -> again:collect'],
    },
    { input: ids(3) },
  );
  expect(ran.status).toBe('succeeded');
  expect(ran.order.filter((key) => key.endsWith('/drop'))).toHaveLength(3);
  expect(ran.outputs.again).toEqual({});
});

test('a failing condition fails the repeat, with its parameter', async () => {
  const ran = await runFlow(counting({ until: '{{ $json.none.at.all }}' }), { input: [{ n: 0 }] });
  expect(ran.error).toMatchObject({ kind: 'user', node: 'again', step: 'again' });
});

test('a failing round fails the repeat', async () => {
  const ran = await runFlow(
    {
      nodes: {
        start,
        again: { type: 'control.repeat', params: { max: 5 } },
        bad: { type: 'control.stop', in: 'again', params: { message: 'enough' } },
      },
      edges: ['start -> again', 'again:each -> bad'],
    },
    { input: [{ id: 1 }] },
  );
  expect(ran.error).toMatchObject({ message: 'enough', step: 'again/each[0]/bad' });
  expect(ran.steps.again?.status).toBe('failed');
});

test('$iteration counts the rounds; inside, the state is the batch', async () => {
  const ran = await runFlow(
    {
      nodes: {
        start,
        again: { type: 'control.repeat', params: { max: 3 } },
        note: {
          type: 'data.map',
          in: 'again',
          params: {
            fields: [
              { name: 'seen', value: '{{ [...$json.seen, $iteration.index, $iteration.batch.length] }}' },
            ],
          },
        },
      },
      edges: ['start -> again', 'again:each -> note', 'note -> again:collect'],
    },
    { input: [{ seen: [] }] },
  );
  expect(ran.outputs.again?.done).toEqual([{ seen: [0, 1, 1, 1, 2, 1] }]);
});

test('resumed between a round and its check, the condition is looked at once', async () => {
  const flow = counting({ max: 5 });
  const { events } = await runFlow(flow, { input: [{ n: 0 }] });
  const third = events.findIndex(
    (event) => event.type === 'step.succeeded' && event.step === 'again/each[2]/add',
  );
  const ran = await (await resumeFlow(flow, events.slice(0, third + 1))).settled();
  expect(ran.outputs.again?.done).toEqual([{ n: 5 }]);
  expect(rounds(ran)).toBe(2);
});
