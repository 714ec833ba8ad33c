import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cleanEnvironment, flowbench, root } from '#test/command';
import { flowText } from './index.ts';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowbench-activate-'));
  const beat = flowText({ beat: { type: 'trigger.schedule', params: { every: '1h' } } }, []);
  await writeFile(join(folder, 'beat.flow.json'), beat);
  await writeFile(
    join(folder, 'hook.flow.json'),
    flowText({ hook: { type: 'trigger.webhook', params: { auth: 'basic' } } }, []),
  );
  await writeFile(join(folder, 'hand.flow.json'), flowText({ start: { type: 'trigger.manual' } }, []));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

interface Running {
  child: ChildProcess;
  ready: { webhooks: unknown[]; problems: string[]; pid: number };
}

async function serve(...args: string[]): Promise<Running> {
  const command = [join(root, 'bin', 'flowbench.mjs'), 'serve', '--no-open', '--json', '--data-dir', 'data'];
  const child = spawn(process.execPath, [...command, ...args], {
    cwd: folder,
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, ready: JSON.parse(line) };
}

const command = (...args: string[]) =>
  flowbench([...args, '--data-dir', 'data', '--json'], { cwd: folder }).then(({ code, stdout }) => ({
    code,
    told: JSON.parse(stdout),
  }));

it('switches flows of the running engine on and off, which outlives a kill', async () => {
  const first = await serve('--trust');
  expect(await command('activate', 'beat.flow.json')).toMatchObject({
    code: 0,
    told: { path: 'beat.flow.json', state: 'active', triggers: [{ node: 'beat' }] },
  });
  const { told } = await command('activate', join(folder, 'beat.flow.json'));
  expect(await command('activate', 'hook.flow.json')).toMatchObject({
    code: 2,
    told: { error: { code: 'CANNOT_ACTIVATE', message: expect.stringContaining('"hook" checks') } },
  });
  expect(await command('activate', 'none.flow.json')).toMatchObject({
    code: 2,
    told: { error: { code: 'UNKNOWN_FLOW' } },
  });

  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  expect(await command('deactivate', 'beat.flow.json')).toMatchObject({
    code: 2,
    told: { error: { code: 'NO_ENGINE' } },
  });
  await serve('--trust');
  const { path, state, since } = told;
  expect((await command('activate', 'beat.flow.json')).told).toMatchObject({ path, state, since });
  expect(await command('deactivate', 'beat.flow.json')).toMatchObject({
    code: 0,
    told: { state: 'inactive', triggers: [] },
  });
});

it('serves with flows active from the start, and says which could not be', async () => {
  const all = await serve('--trust', '--active', 'all');
  expect(all.ready).toMatchObject({
    pid: all.child.pid,
    webhooks: [],
    problems: [expect.stringMatching(/^hook\.flow\.json: .*"hook" checks its callers/)],
  });
  all.child.kill('SIGTERM');
  await once(all.child, 'exit');
  const some = await serve('--active', 'beat.flow.json, gone.flow.json');
  expect(some.ready.problems).toEqual([
    expect.stringMatching(/^beat\.flow\.json: It has not been trusted/),
    expect.stringMatching(/^gone\.flow\.json: There is no flow/),
  ]);
});

it.skipIf(process.platform === 'win32')('tells the token to nobody else', async () => {
  const { child } = await serve();
  const token = join(folder, 'data', 'api-token');
  for (const name of [token, join(folder, 'data', 'engine.json')])
    expect((await stat(name)).mode & 0o777).toBe(0o600);
  child.kill('SIGTERM');
  await once(child, 'exit');
  await expect(stat(token)).rejects.toThrow('ENOENT');
});
