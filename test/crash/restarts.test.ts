import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Engine } from '#engine/host';
import { catalogue } from '#nodes';
import { flowOf, Laboratory } from './laboratory.ts';

const laboratory = new Laboratory();
beforeAll(() => laboratory.open());
afterAll(() => laboratory.close());

const SLOW = 30_000;
const orders = { type: 'trigger.manual', params: { items: [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }] } };

test('killed again and again, a run gets on and ends; lines are appended once', {
  timeout: SLOW,
}, async () => {
  const write = {
    type: 'file.write',
    in: 'each',
    inDoubt: 'retry',
    params: { path: 'out.txt', mode: 'append', content: 'order {{ $json.id }}\n' },
  };
  const edges = ['orders -> each', 'each:each -> write', 'write -> each:collect'];
  const bench = laboratory.bench({
    'main.flow.json': flowOf({ orders, each: { type: 'control.forEach' }, write }, edges),
  });
  // Each life is long enough for one line, and is cut off when it is about to write the next.
  let ending = await bench.start('effect.before:2');
  let lives = 1;
  for (; ending.killed; lives++) ending = await bench.resumeInChild('effect.before:2');
  expect(lives).toBe(4);
  expect(ending.results).toMatchObject([{ status: 'succeeded' }]);
  expect(readFileSync(join(bench.folder, 'out.txt'), 'utf8')).toBe('order 1\norder 2\norder 3\norder 4\n');
});

test('an approval can come after a crash', { timeout: SLOW }, async () => {
  const wait = { type: 'control.waitFor', params: { event: 'approval' } };
  const bench = laboratory.bench({ 'main.flow.json': flowOf({ orders, wait }, ['orders -> wait']) });
  expect((await bench.start('journal.committed')).killed).toBe(true);
  const engine = await bench.engine();
  const [run] = await engine.resumeAll();
  expect(await run?.result).toMatchObject({
    status: 'waiting',
    waiting: [{ step: 'wait', for: 'approval' }],
  });
  expect(() => run?.answer('orders', { by: 'approval', approved: true })).toThrow('does not wait');
  run?.answer('wait', { by: 'approval', approved: true, comment: 'fine' });
  const result = await run?.result;
  expect(result?.status).toBe('succeeded');
  expect(result?.outputs.wait?.approved).toHaveLength(4);
  await engine.close();
  expect(await bench.resume()).toEqual([]);
});

test('an error flow that cannot be read is owed, and told of, until it can', { timeout: SLOW }, async () => {
  const stop = { type: 'control.stop', params: { message: 'Enough.' } };
  const bench = laboratory.bench({
    'main.flow.json': flowOf({ orders, stop }, ['orders -> stop'], { onFailure: 'tell.flow.json' }),
  });
  const [result] = (await bench.start()).results;
  expect(result).toMatchObject({ status: 'failed', errorFlow: { error: { code: 'UNKNOWN_FLOW' } } });

  const engine = await bench.engine();
  const problems: unknown[] = [];
  expect(await engine.resumeAll({ onProblem: (problem) => problems.push(problem) })).toEqual([]);
  expect(problems).toMatchObject([{ run: result?.run, error: { code: 'UNKNOWN_FLOW' } }]);
  const tell = flowOf({ failed: { type: 'trigger.failure' } }, []);
  writeFileSync(join(bench.folder, 'tell.flow.json'), JSON.stringify(tell));
  const [told] = await engine.resumeAll();
  const { outputs } = (await told?.result) ?? {};
  expect(outputs?.failed?.out).toMatchObject([{ json: { run: result?.run, trigger: { id: 1 } } }]);
  expect(await engine.resumeAll()).toEqual([]);
  await engine.close();
});

test('a run goes on with the flow it started with; without its node types it ends', {
  timeout: SLOW,
}, async () => {
  const wait = { type: 'control.waitFor', params: {} };
  const bench = laboratory.bench({ 'main.flow.json': flowOf({ orders, wait }, ['orders -> wait']) });
  await bench.start('journal.committed');
  rmSync(join(bench.folder, 'main.flow.json'));
  expect(await bench.resume()).toMatchObject([{ status: 'waiting' }]);

  const poorer = new Map([...catalogue].filter(([type]) => type !== 'control.waitFor'));
  const engine = await Engine.open({ catalogue: poorer, dataDir: bench.dataDir });
  expect(await engine.resumeAll()).toEqual([]);
  await engine.close();
  expect(bench.journal()[0]?.record).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('"Crash"'),
  });
});

const noLimits = process.platform === 'win32';
test.skipIf(noLimits)(
  'a full disk ends the runs with a sentence, not the process',
  { timeout: SLOW },
  async () => {
    // Each iteration takes a few hundred bytes of journal; The file may not grow beyond 512 KB.
    const items = Array.from({ length: 2000 }, (_, id) => ({ id, text: 'x'.repeat(400) }));
    const map = {
      type: 'data.map',
      in: 'each',
      params: { fields: [{ name: 'n', value: '{{ $json.id }}' }] },
    };
    const edges = ['orders -> each', 'each:each -> map', 'map -> each:collect'];
    const many = { type: 'trigger.manual', params: { items } };
    const bench = laboratory.bench({
      'main.flow.json': flowOf({ orders: many, each: { type: 'control.forEach' }, map }, edges),
    });
    const command = 'ulimit -f 1024; exec "$0" "$@"'; // in units of 512 bytes
    const child = join(import.meta.dirname, 'child.ts');
    const args = [bench.dataDir, join(bench.folder, 'main.flow.json')];
    const { status, stdout } = spawnSync('sh', ['-c', command, process.execPath, child, ...args], {
      encoding: 'utf8',
      timeout: SLOW,
    });
    expect(status).toBe(0);
    const [told] = JSON.parse(stdout);
    expect(told).toMatchObject({
      status: 'error',
      error: { code: 'JOURNAL_FAILED', hint: expect.any(String) },
    });
    // With room again it goes on from what is on disk, if anything is.
    const begun = bench.journal().length;
    const resumed = await bench.resume();
    expect(resumed.map((run) => run.outputs.each?.done?.length)).toEqual(begun === 0 ? [] : [2000]);
  },
);

const strace = process.platform === 'linux' && spawnSync('strace', ['-V']).status === 0;
if (!strace) process.stderr.write('skipped: that facts are synced before effects; apt install strace\n');
test.skipIf(!strace)('the start of a once effect is synced to disk before it acts', { timeout: SLOW }, () => {
  const params = { path: 'out.txt', mode: 'append', content: 'order {{ $json.id }}\n' };
  const bench = laboratory.bench({
    'main.flow.json': flowOf({ orders, write: { type: 'file.write', params } }, ['orders -> write']),
  });
  const log = join(bench.folder, 'trace');
  const trace = ['-f', '-y', '-o', log, '-e', 'trace=fsync,fdatasync,openat,pwrite64'];
  const child = join(import.meta.dirname, 'child.ts');
  const args = [bench.dataDir, join(bench.folder, 'main.flow.json')];
  spawnSync('strace', [...trace, process.execPath, child, ...args], { timeout: SLOW });
  expect(existsSync(join(bench.folder, 'out.txt'))).toBe(true);
  let dirty = true;
  let effects = 0;
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    if (/pwrite64\(\d+<[^>]*journal\.db-wal>/.test(line)) dirty = true;
    else if (/f(data)?sync\(\d+<[^>]*journal\.db-wal>/.test(line)) dirty = false;
    else if (/openat\(.*out\.txt".*O_APPEND/.test(line)) {
      effects++;
      expect(dirty).toBe(false);
    }
  }
  expect(effects).toBe(4);
});
