import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { sandboxArguments } from './sandbox-process.ts';

// Processes are started and killed, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Runs a program as the sandbox is run, past the realm: as if a guest had escaped. */
async function runEscaped(program: string): Promise<string> {
  const child = spawn(
    process.execPath,
    [
      ...sandboxArguments(128),
      '--input-type=module',
      '-e',
      `import * as modules from './engine/expression/sandbox/child/lock-down.ts'; ${program}`,
    ],
    { env: {}, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout.on('data', (text) => {
    output += text;
  });
  child.stderr.on('data', (text) => {
    output += text;
  });
  await once(child, 'close');
  return output;
}

const LOAD = `
  import fs from 'node:fs'; import net from 'node:net'; import cp from 'node:child_process'; import { Worker } from 'node:worker_threads';
  modules.lockDown();
  const attempt = async (name, f) => { try { await f(); console.log(name, 'WORKED'); } catch (e) { console.log(name, 'denied'); } };
`;

test('an escaped guest finds no files, processes, threads, network or environment', async () => {
  const output = await runEscaped(`${LOAD}
    await attempt('read', () => fs.readFileSync('package.json'));
    await attempt('list', () => fs.readdirSync('.'));
    await attempt('write', () => fs.writeFileSync('x', ''));
    await attempt('spawn', () => cp.execSync('true'));
    await attempt('thread', () => new Worker('0', { eval: true }));
    await attempt('connect', () => new Promise((resolve, reject) => net.connect(9, '127.0.0.1').on('connect', resolve).on('error', (e) => (e.code === 'ERR_ACCESS_DENIED' ? reject(e) : resolve()))));
    await attempt('import', () => import('./package.json', { with: { type: 'json' } }));
    await attempt('kill', () => process.kill(process.ppid, 0));
    await attempt('builtin', () => process.getBuiltinModule('fs'));
    await attempt('env', () => { if (Object.keys(process.env).length === 0) throw new Error('empty'); });
    await attempt('fetch', () => fetch('http://127.0.0.1:9'));`);
  const names = [
    'read',
    'list',
    'write',
    'spawn',
    'thread',
    'connect',
    'import',
    'kill',
    'builtin',
    'env',
    'fetch',
  ];
  expect(output.trim().split('\n')).toEqual(names.map((name) => `${name} denied`));
});

/** Process ids of the sandboxes of an engine; Linux tells them in /proc. */
function childrenOf(engine: ChildProcess): number[] {
  return readFileSync(`/proc/${engine.pid}/task/${engine.pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.skipIf(process.platform !== 'linux')(
  'a sandbox in an endless loop ends when its engine is killed',
  async () => {
    const engine = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { createSandbox } from './engine/expression/sandbox/create-sandbox.ts';
      const env = { run: { id: '', startedAt: 0 }, flow: {}, vars: {}, now: 0, timezone: 'UTC', seed: '', input: () => [], node: () => undefined };
      const sandbox = createSandbox();
      const run = (code) => sandbox.runCode(code, 'list', env, [], new AbortController().signal, () => {});
      await run('return 1');
      run('for (;;) await null');
      console.log('running');`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(engine.stdout, 'data');
    const [sandbox] = childrenOf(engine);
    if (sandbox === undefined) throw new Error('no sandbox was started');
    expect(isAlive(sandbox)).toBe(true);
    engine.kill('SIGKILL');
    // Not our child, so there is no event to wait for.
    while (isAlive(sandbox)) await sleep(10);
  },
);
