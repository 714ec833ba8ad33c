import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Engine, RunHandle } from '#engine/host';
import { type Bench, flowOf, Laboratory } from './laboratory.ts';

const laboratory = new Laboratory();
beforeAll(() => laboratory.open());
afterAll(() => laboratory.close());
beforeEach(() => {
  laboratory.posts.length = 0;
});

const SLOW = 20_000;

function bench(policy?: 'ask' | 'retry' | 'skip'): Bench {
  const post = {
    type: 'http.request',
    params: { method: 'POST', url: laboratory.url, body: '{{ $json }}' },
    ...(policy ? { inDoubt: policy } : {}),
  };
  const items = [{ id: 1 }, { id: 2 }, { id: 3 }];
  const main = flowOf({ orders: { type: 'trigger.manual', params: { items } }, post }, ['orders -> post']);
  return laboratory.bench({ 'main.flow.json': main });
}
const posted = (): unknown[] => laboratory.posts.map(({ body }) => (body as { id: number }).id);

/** Kills the run while its second post is in doubt, and takes it up in this process. */
async function takeUp(killed: Bench, point: string): Promise<{ engine: Engine; run: RunHandle }> {
  expect(await killed.start(`${point}:2`)).toMatchObject({ killed: true });
  const engine = await killed.engine();
  const [run] = await engine.resumeAll();
  if (!run) throw new Error('nothing was left to resume');
  return { engine, run };
}

describe.each([
  ['effect.before', [1]],
  ['effect.after', [1, 2]],
] as const)('an effect in doubt, killed at %s', (point, sofar) => {
  test.each([
    { decision: 'retry', sends: [2], out: [1, 2, 3] },
    { decision: 'skip', sends: [], out: [1, 3] },
    { decision: 'done', sends: [], out: [1, 2, 3] },
  ] as const)(
    'waits for a person, who says $decision',
    { timeout: SLOW },
    async ({ decision, sends, out }) => {
      const killed = bench();
      const { engine, run } = await takeUp(killed, point);
      expect(await run.result).toMatchObject({
        status: 'waiting',
        waiting: [{ step: 'post', item: 1, for: 'decision' }],
      });
      expect(posted()).toEqual(sofar);
      expect(killed.journal()[0]?.record.status).toBe('waiting');

      run.answer('post', { by: 'decision', decision });
      const result = await run.result;
      expect(result.status).toBe('succeeded');
      const ids = result.outputs.post?.out?.map(
        ({ json }) => (json.got as { id: number } | undefined)?.id ?? json.id,
      );
      expect(ids).toEqual(out);
      expect(posted()).toEqual([...sofar, ...sends, 3]);
      await engine.close();
    },
  );

  test.each([
    { policy: 'retry', sends: [2, 3] },
    { policy: 'skip', sends: [3] },
  ] as const)('is settled by the policy $policy', { timeout: SLOW }, async ({ policy, sends }) => {
    const { engine, run } = await takeUp(bench(policy), point);
    expect((await run.result).status).toBe('succeeded');
    expect(posted()).toEqual([...sofar, ...sends]);
    await engine.close();
  });
});

test('a repeated post carries the key of the first one', { timeout: SLOW }, async () => {
  const { engine, run } = await takeUp(bench('retry'), 'effect.after');
  await run.result;
  const keys = laboratory.posts.filter(({ body }) => (body as { id: number }).id === 2).map(({ key }) => key);
  expect(keys).toEqual([keys[0], keys[0]]);
  await engine.close();
});

test('the question survives another restart', { timeout: SLOW }, async () => {
  const killed = bench();
  const { engine } = await takeUp(killed, 'effect.before');
  await engine.close();
  const again = await killed.engine();
  const [run] = await again.resumeAll();
  expect(await run?.result).toMatchObject({ waiting: [{ step: 'post', item: 1, for: 'decision' }] });
  run?.answer('post', { by: 'decision', decision: 'retry' });
  expect(await run?.result).toMatchObject({ status: 'succeeded' });
  expect(posted()).toEqual([1, 2, 3]);
  await again.close();
});
