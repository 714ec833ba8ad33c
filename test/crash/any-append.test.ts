import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { killAnywhere } from './kill-anywhere.ts';
import { flowOf, Laboratory } from './laboratory.ts';

const laboratory = new Laboratory();
beforeAll(() => laboratory.open());
afterAll(() => laboratory.close());
afterEach(() => {
  laboratory.answer = () => 200;
});

const SLOW = 60_000;
const orders = { type: 'trigger.manual', params: { items: [{ id: 1 }, { id: 2 }, { id: 3 }] } };
const order = { type: 'trigger.manual', params: { items: [{ id: 1 }] } };
const post = (more: object = {}) => ({
  type: 'http.request',
  inDoubt: 'retry',
  params: { method: 'POST', url: laboratory.url, body: '{{ $json }}' },
  ...more,
});
const inLoop = (id: string, more: object = {}) => ({ ...post(), in: id, ...more });

describe('killed between any two facts, a run comes to the same end', () => {
  test('a list of posts, two at a time', { timeout: SLOW }, async () => {
    const main = flowOf({ orders, post: post({ concurrency: 2 }) }, ['orders -> post']);
    await killAnywhere(laboratory, { 'main.flow.json': main });
  });

  test('a loop in a loop, iterations at the same time', { timeout: SLOW }, async () => {
    const main = flowOf(
      {
        orders: { ...orders, params: { items: [{ lines: ['a', 'b'] }, { lines: ['c'] }] } },
        outer: { type: 'control.forEach', params: { concurrency: 2 } },
        lines: { type: 'control.forEach', in: 'outer', params: { items: '{{ $json.lines }}' } },
        post: inLoop('lines'),
      },
      [
        'orders -> outer',
        'outer:each -> lines',
        'lines:each -> post',
        'post -> lines:collect',
        'lines -> outer:collect',
      ],
    );
    await killAnywhere(laboratory, { 'main.flow.json': main });
  });

  test('a repeat whose state goes round', { timeout: SLOW }, async () => {
    const main = flowOf(
      {
        start: { type: 'trigger.manual', params: { items: [{ n: 0 }] } },
        again: { type: 'control.repeat', params: { until: '{{ $json.n >= 2 }}' } },
        add: {
          type: 'data.map',
          in: 'again',
          params: { fields: [{ name: 'n', value: '{{ $json.n + 1 }}' }] },
        },
      },
      ['start -> again', 'again:each -> add', 'add -> again:collect'],
    );
    await killAnywhere(laboratory, { 'main.flow.json': main });
  });

  test('retries that wait: the next attempt is due when it was', { timeout: SLOW }, async () => {
    laboratory.answer = ({ key }) =>
      laboratory.posts.filter((each) => each.key === key).length > 1 ? 200 : 503;
    const retry = { attempts: 4, delay: '100ms', factor: 1, jitter: 0 };
    const main = flowOf({ orders, post: post({ retry, concurrency: 3 }) }, ['orders -> post']);
    await killAnywhere(laboratory, { 'main.flow.json': main }, 'journal.append', (bench) => {
      for (const { facts } of bench.journal()) {
        const due = new Map<unknown, number>();
        for (const fact of facts) {
          if (fact.type === 'step.retrying') due.set(fact.item, fact.retryAt);
          else if (fact.type === 'item.started')
            expect(fact.at).toBeGreaterThanOrEqual(due.get(fact.item) ?? 0);
        }
      }
    });
  });

  test('a delay goes on when it was to', { timeout: SLOW }, async () => {
    const main = flowOf({ order, nap: { type: 'control.delay', params: { for: '300ms' } }, post: post() }, [
      'order -> nap',
      'nap -> post',
    ]);
    await killAnywhere(laboratory, { 'main.flow.json': main }, 'journal.append', (bench) => {
      const [run] = bench.journal();
      const nap = run?.facts.find((fact) => fact.type === 'step.waiting');
      const until = nap?.wait.for === 'time' ? nap.wait.until : Number.NaN;
      const resumed = run?.facts.filter((fact) => fact.type === 'step.resumed') ?? [];
      expect(resumed.filter((fact) => fact.step === 'nap')).toHaveLength(1);
      expect(resumed[0]?.at).toBeGreaterThanOrEqual(until);
    });
  });

  test('a called flow runs once', { timeout: SLOW }, async () => {
    const main = flowOf(
      { order, call: { type: 'control.callFlow', params: { flow: 'called.flow.json' } }, end: post() },
      ['order -> call', 'call -> end'],
    );
    const called = flowOf({ start: { type: 'trigger.flow' }, post: post() }, ['start -> post']);
    await killAnywhere(laboratory, { 'main.flow.json': main, 'called.flow.json': called });
  });

  test('the error flow of a failed run runs once', { timeout: SLOW }, async () => {
    const nodes = { order, post: post(), stop: { type: 'control.stop', params: { message: 'Enough.' } } };
    const main = flowOf(nodes, ['order -> post', 'post -> stop'], { onFailure: 'tell.flow.json' });
    const tell = flowOf({ failed: { type: 'trigger.failure' }, tell: post() }, ['failed -> tell']);
    await killAnywhere(
      laboratory,
      { 'main.flow.json': main, 'tell.flow.json': tell },
      'journal.append',
      (bench) => {
        const [failed, told] = bench.journal();
        expect(told?.record.parent).toEqual({ run: failed?.record.id });
        const item = told?.facts.find((fact) => fact.type === 'step.succeeded')?.out?.out;
        expect(item).toMatchObject({
          items: [
            {
              json: {
                run: failed?.record.id,
                step: 'stop',
                error: { message: 'Enough.' },
                trigger: { id: 1 },
              },
            },
          ],
        });
      },
    );
  });
});

test.each(['journal.commit', 'journal.committed', 'effect.before', 'effect.after'])(
  'killed at any %s, a run comes to the same end',
  { timeout: SLOW },
  async (point) => {
    const main = flowOf({ orders, post: post() }, ['orders -> post']);
    await killAnywhere(laboratory, { 'main.flow.json': main }, point);
  },
);
