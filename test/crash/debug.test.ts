import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowOf, Laboratory } from './laboratory.ts';

const laboratory = new Laboratory();
beforeAll(() => laboratory.open());
afterAll(() => laboratory.close());

test('killed around its pause, a run pauses there again, changes of it included, and posts once', {
  timeout: 60_000,
}, async () => {
  const orders = { type: 'trigger.manual', params: { items: [{ id: 1 }, { id: 2 }] } };
  const url = '{{ $vars.url }}';
  const post = { type: 'http.request', in: 'each', inDoubt: 'retry', params: { method: 'POST', url } };
  const flow = flowOf({ orders, each: { type: 'control.forEach' }, post }, [
    'orders -> each',
    'each:each -> post',
    'post -> each:collect',
  ]);
  const breakpoints = [{ id: 'a', at: 'before', node: 'post' }] as const;
  let kills = 0;
  for (let n = 2; ; n++) {
    const bench = laboratory.bench({ 'main.flow.json': flow });
    if (!(await bench.start(`journal.append:${n}`, {}, { breakpoints })).killed) break;
    kills++;
    const before = bench.journal();
    if (before.length === 0) continue;
    const posted = laboratory.posts.length;
    // Each life gets over one pause, and the next finds the run at the one after it.
    for (const iteration of [0, 1]) {
      const engine = await bench.engine();
      const [run] = await engine.resumeAll();
      expect(await run?.result).toMatchObject({ status: 'waiting' });
      const paused = run?.state.debug?.paused;
      expect(paused?.place).toEqual({ key: `each/each[${iteration}]/post`, side: 'before' });
      if (iteration === 0) run?.debug({ type: 'debug.edited', at: 0, vars: { url: laboratory.url } });
      run?.debug({ type: 'debug.resumed', at: Date.now(), how: 'continue' });
      const result = await run?.result;
      expect(result?.status).toBe(iteration === 0 ? 'waiting' : 'succeeded');
      await engine.close();
    }
    expect(laboratory.posts.length - posted).toBe(2);
  }
  expect(kills).toBeGreaterThan(2);
});
