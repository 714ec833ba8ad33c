import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanEnvironment, flowbench, root } from '#test/command';

const folder = await mkdtemp(join(tmpdir(), 'flowbench-run-'));
afterAll(() => rm(folder, { recursive: true }));

interface Node {
  type: string;
  params?: object;
}

function writeFlow(name: string, nodes: Record<string, Node>, edges: string[]): Promise<void> {
  const flow = {
    flowbench: 1,
    id: `flw_${name}`,
    name,
    nodes: { start: { type: 'trigger.manual' }, ...nodes },
    edges,
  };
  return writeFile(join(folder, `${name}.flow.json`), JSON.stringify(flow));
}

const run = (name: string, args: string[] = [], input?: string | Uint8Array) =>
  flowbench(['run', `${name}.flow.json`, ...args], {
    cwd: folder,
    ...(input === undefined ? {} : { input }),
  });

beforeAll(async () => {
  await writeFlow(
    'double',
    {
      double: { type: 'data.map', params: { fields: [{ name: 'double', value: '{{ $json.n * 2 }}' }] } },
      big: { type: 'control.if', params: { test: '{{ $json.double > 2 }}' } },
    },
    ['start -> double', 'double -> big'],
  );
  await writeFlow(
    'fails',
    { stop: { type: 'control.stop', params: { message: 'not today', code: 'TODAY' } } },
    ['start -> stop'],
  );
  await writeFlow('asks', { ask: { type: 'control.waitFor', params: { event: 'approval' } } }, [
    'start -> ask',
  ]);
  await writeFlow(
    'calls',
    {
      note: { type: 'file.write', params: { path: 'notes.txt', content: 'begun\n', mode: 'append' } },
      ask: { type: 'http.request', params: { url: '{{ $vars.api }}' } },
    },
    ['start -> note', 'note -> ask'],
  );
  await writeFlow('sleeps', { sleep: { type: 'control.delay', params: { for: '50s' } } }, ['start -> sleep']);
  await writeFlow(
    'vars',
    {
      all: {
        type: 'data.map',
        params: {
          fields: [
            { name: 'region', value: '{{ $vars.region }}' },
            { name: 'list', value: '{{ $vars.list }}' },
          ],
        },
      },
    },
    ['start -> all'],
  );
  await writeFile(join(folder, 'input.csv'), 'n,name\n1,Ada\n2,"Grace, H."\n');
});

test('--json prints one object and nothing else', async () => {
  const { code, stdout, stderr } = await run('double', ['--json', '--input', '-'], '{"n":1}\n{"n":2}\n');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    run: expect.any(String),
    status: 'succeeded',
    outputs: { big: { true: [{ json: { n: 2, double: 4 } }], false: [{ json: { n: 1, double: 2 } }] } },
    error: null,
  });
});

test('--steps adds every step', async () => {
  const { stdout } = await run('double', ['--json', '--steps', '--input', '-'], '[{"n":1},{"n":2}]');
  expect(JSON.parse(stdout).steps).toMatchObject([
    { key: 'start', node: 'start', status: 'succeeded', attempts: 1, out: { out: [{ json: { n: 1 } }, {}] } },
    {
      key: 'double',
      node: 'double',
      status: 'succeeded',
      in: { in: 2 },
      out: { out: [{}, {}] },
      error: null,
    },
    { key: 'big', in: { in: 2 }, out: { true: [{}], false: [{}] } },
  ]);
});

test('for people: tables on standard output, the rest on standard error', async () => {
  const { code, stdout, stderr } = await run('double', ['--input', 'input.csv']);
  expect(code).toBe(0);
  expect(stdout).toBe(
    'big:true (1 item)\nn  name       double\n2  Grace, H.       4\n\nbig:false (1 item)\nn  name  double\n1  Ada        2\n\n',
  );
  expect(stderr).toMatch(/^double succeeded after .* \(run run_\w+\)\n$/);
});

test('control characters in data are shown, not obeyed; colours only where asked for', async () => {
  const { stdout } = await run('double', ['--input', '-'], '{"n":1,"name":"\\u001b[2Jgone"}');
  expect(stdout).toContain('�[2Jgone');
  expect(stdout).not.toContain('\u001b');
});

test('variables are JSON or text', async () => {
  const { stdout } = await run('vars', ['--json', '--var', 'region=north', '--var', 'list=[1,2]']);
  expect(JSON.parse(stdout).outputs.all.out).toEqual([{ json: { region: 'north', list: [1, 2] } }]);
});

test('exit codes: 1 failed, 3 waiting', async () => {
  const [failed, waiting] = await Promise.all([run('fails', ['--json']), run('asks', ['--json'])]);
  expect(failed.code).toBe(1);
  expect(JSON.parse(failed.stdout)).toMatchObject({
    status: 'failed',
    error: { code: 'TODAY', message: 'not today' },
  });
  expect(waiting.code).toBe(3);
  expect(JSON.parse(waiting.stdout)).toMatchObject({ status: 'waiting', error: null });
});

test('a failed run says where, why and what to do', async () => {
  const { stderr } = await run('fails');
  expect(stderr).toMatch(/^error: stop.*: not today\n(.*\n)*fails failed after/);
});

test.each([
  ['broken.jsonl', '{"n":1}\n{"n":\n', 'broken.jsonl:2: the line is not JSON'],
  ['garbage.csv', Uint8Array.from({ length: 5000 }, (_, at) => (at * 37) % 256), 'garbage.csv is not text'],
  ['empty.json', '', 'empty.json is empty'],
])('bad input %s: one sentence, exit code 2, nothing left to resume', async (name, content, message) => {
  await writeFile(join(folder, name), content);
  const dataDir = join(folder, `data-${name}`);
  await mkdir(dataDir);
  const { code, stdout, stderr } = await run('double', ['--input', name, '--data-dir', dataDir]);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const { runs } = JSON.parse((await flowbench(['runs', '--data-dir', dataDir, '--json'])).stdout);
  expect(runs.filter((found: { status: string }) => found.status === 'running')).toEqual([]);
});

test('runs are listed and shown from their data directory', async () => {
  const dataDir = join(folder, 'data');
  const { run: id } = JSON.parse((await run('double', ['--json', '--data-dir', dataDir])).stdout);
  const env = { FLOWBENCH_DATA_DIR: dataDir };
  expect((await flowbench(['runs'], { env })).stdout).toMatch(new RegExp(`^${id} +double +succeeded`, 'm'));
  const shown = await flowbench(['show', id, '--json'], { env });
  expect(JSON.parse(shown.stdout)).toMatchObject({
    run: id,
    status: 'succeeded',
    steps: [{ key: 'start' }, {}, {}],
  });
  const unknown = await flowbench(['show', `${id}x`], { env });
  expect(unknown.stderr).toContain(`Did you mean ${id}?`);
  expect(await flowbench(['resume'], { env })).toMatchObject({ code: 0, stderr: 'No unfinished runs.\n' });
});

test('a run that waits still waits when it is resumed', async () => {
  const dataDir = join(folder, 'waiting');
  expect((await run('asks', ['--data-dir', dataDir])).stderr).toContain('ask waits for an approval');
  const { code, stdout } = await flowbench(['resume', '--data-dir', dataDir, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ runs: [{ status: 'waiting', waiting: [{ step: 'ask' }] }] });
  expect(code).toBe(3);
});

test('killed at a request, a run goes on with resume; what was done is not done again', async () => {
  const requests = new EventEmitter();
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    if (asked === 1) requests.emit('first');
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"answer":42}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const dataDir = join(folder, 'killed');
  const args = ['run', 'calls.flow.json', '--data-dir', dataDir, '--var', `api=${url}`];
  const child = spawn(process.execPath, [join(root, 'bin', 'flowbench.mjs'), ...args], {
    cwd: folder,
    env: cleanEnvironment(),
  });
  await once(requests, 'first');
  child.kill('SIGKILL');
  await once(child, 'close');
  const { code, stdout } = await flowbench(['resume', '--data-dir', dataDir, '--json']);
  server.closeAllConnections();
  server.close();
  expect(JSON.parse(stdout)).toMatchObject({
    runs: [{ status: 'succeeded', outputs: { ask: { out: [{ json: { answer: 42 } }] } } }],
  });
  expect({ code, asked, notes: await readFile(join(folder, 'notes.txt'), 'utf8') }).toEqual({
    code: 0,
    asked: 2,
    notes: 'begun\n',
  });
});

test.skipIf(process.platform === 'win32')(
  'when its terminal closes, a journalled run is left to be resumed',
  async () => {
    const dataDir = join(folder, 'hangup');
    const command = [join(root, 'bin', 'flowbench.mjs'), 'run', 'sleeps.flow.json', '--data-dir', dataDir];
    const child = spawn(process.execPath, command, { cwd: folder, env: cleanEnvironment() });
    await untilListed(dataDir);
    child.kill('SIGHUP');
    expect(await once(child, 'close')).toEqual([null, 'SIGHUP']);
    const { stdout } = await flowbench(['runs', '--data-dir', dataDir, '--json']);
    expect(JSON.parse(stdout).runs[0].finishedAt).toBeUndefined();
  },
);

test.skipIf(process.platform === 'win32')('asked to stop, it cancels the run and tidies up', async () => {
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  const command = [
    join(root, 'bin', 'flowbench.mjs'),
    'run',
    'sleeps.flow.json',
    '--json',
    '--data-dir',
    join(folder, 'stop'),
  ];
  const child = spawn(process.execPath, command, {
    cwd: folder,
    env: { ...cleanEnvironment(), TMPDIR: temporary },
  });
  const output: string[] = [];
  child.stdout.on('data', (data) => output.push(String(data)));
  await untilListed(join(folder, 'stop'));
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  expect(JSON.parse(output.join(''))).toMatchObject({ status: 'cancelled' });
  expect(code).toBe(1);
  expect((await readdir(temporary)).filter((name) => name.startsWith('flowbench'))).toEqual([]);
});

/** Until the run is in the journal: asking is the only way to learn it from outside. */
async function untilListed(dataDir: string): Promise<void> {
  for (;;) {
    const { stdout } = await flowbench(['runs', '--data-dir', dataDir, '--json']);
    if (stdout !== '' && JSON.parse(stdout).runs?.length > 0) return;
  }
}

test('large results are written whole, and a reader that leaves is no error', async () => {
  const lines = Array.from({ length: 20_000 }, (_, n) => JSON.stringify({ n, text: 'x'.repeat(200) })).join(
    '\n',
  );
  await writeFile(join(folder, 'large.jsonl'), lines);
  const command = [
    join(root, 'bin', 'flowbench.mjs'),
    'run',
    'double.flow.json',
    '--json',
    '--input',
    'large.jsonl',
  ];
  const options = { cwd: folder, env: cleanEnvironment() };

  const slow = spawn(process.execPath, command, options);
  const pieces: string[] = [];
  for await (const line of createInterface({ input: slow.stdout })) pieces.push(line);
  const { true: big, false: small } = JSON.parse(pieces.join('')).outputs.big;
  expect(big.length + small.length).toBe(20_000);

  const leaver = spawn(process.execPath, command, options);
  const complaints: string[] = [];
  leaver.stderr.on('data', (data) => complaints.push(String(data)));
  await once(leaver.stdout, 'data');
  leaver.stdout.destroy();
  const [code] = await once(leaver, 'close');
  expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
});
