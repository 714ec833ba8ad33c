import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowOf, Laboratory } from './laboratory.ts';

const laboratory = new Laboratory();
beforeAll(() => laboratory.open());
afterAll(() => laboratory.close());

test('killed, a run goes on with the outputs that were pinned when it started', {
  timeout: 30_000,
}, async () => {
  const orders = { type: 'trigger.manual', params: { items: [{ id: 1 }, { id: 2 }] } };
  const append = (path: string) => ({
    type: 'file.write',
    inDoubt: 'retry',
    params: { path, mode: 'append', content: '{{ $json.id }}\n' },
  });
  const nodes = {
    orders,
    first: append('first.txt'),
    pinned: append('pinned.txt'),
    last: append('last.txt'),
  };
  const edges = ['orders -> first', 'first -> pinned', 'pinned -> last'];
  const bench = laboratory.bench({ 'main.flow.json': flowOf(nodes, edges) });
  const pins = { pinned: { out: [{ json: { id: 'P' } }] } };
  expect((await bench.start('effect.before:2', pins)).killed).toBe(true);
  expect(await bench.resume()).toMatchObject([{ status: 'succeeded' }]);
  expect(readFileSync(join(bench.folder, 'last.txt'), 'utf8')).toBe('P\n');
  expect(existsSync(join(bench.folder, 'pinned.txt'))).toBe(false);
});
