import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDataDir } from '#engine/journal';
import { type CommandResult, flowbench } from '#test/command';
import { hasSecretService, type SecretService, startSecretService } from '#test/secret-service';

const SECRET = 't0p-secret-token';
const PASSPHRASE = 'correct horse battery';
const folder = mkdtempSync(join(tmpdir(), 'flowbench-cli-connections-'));
let server: Server;
let asked: string[];
let dataDir = '';
let count = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers.authorization ?? '');
    response.writeHead(request.headers.authorization === `Bearer ${SECRET}` ? 200 : 401);
    response.end('{"seen":true}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  writeFileSync(join(folder, 'passphrase'), `${PASSPHRASE}\n`);
  writeFileSync(join(folder, 'token'), `${SECRET}\n`);
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  asked = [];
  dataDir = join(folder, `data-${++count}`);
});

const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

/** `flowbench connections …` on the data directory of the test, its vault under a passphrase. */
function connections(args: string[], more: { input?: string } = {}): Promise<CommandResult> {
  const [name = '', ...rest] = args;
  const vault = ['list', 'bind', 'rebind'].includes(name) ? [] : ['--passphrase-file', 'passphrase'];
  const all = ['connections', name, ...rest, '--data-dir', dataDir, ...vault];
  return flowbench(all, { cwd: folder, ...more });
}

function addCrm(name = 'CRM'): Promise<CommandResult> {
  return connections(['add', name, 'http.bearer', '--host', '127.0.0.1', '--secret', 'token=token']);
}

function writeFlow(): string {
  const flow = {
    flowbench: 1,
    id: 'flw_crm',
    name: 'CRM',
    connections: { crm: { type: 'http.bearer' } },
    nodes: {
      start: { type: 'trigger.manual' },
      get: { type: 'http.request', connection: 'crm', params: { url: url() } },
    },
    edges: ['start -> get'],
  };
  writeFileSync(join(folder, 'crm.flow.json'), JSON.stringify(flow));
  return 'crm.flow.json';
}

test('a credential is added, bound, tested, used by a run, and removed', async () => {
  const flow = writeFlow();
  const added = await addCrm();
  expect(added).toMatchObject({ code: 0, stderr: '' });
  expect(added.stdout).toMatch(/^CRM \(cred_[0-9a-f]{20}\)\n$/);
  expect(readFileSync(join(dataDir, 'credentials.db')).includes(SECRET)).toBe(false);

  expect((await connections(['bind', flow])).stdout).toBe('crm (http.bearer): not bound; would fit: CRM\n');
  const run = ['run', flow, '--data-dir', dataDir, '--passphrase-file', 'passphrase', '--json'];
  const unbound = await flowbench(run, { cwd: folder });
  expect(JSON.parse(unbound.stdout)).toMatchObject({ error: { code: 'CONNECTION_NOT_BOUND' } });
  expect((await connections(['bind', flow, 'crm=CRM'])).stdout).toBe('crm (http.bearer): CRM\n');
  const ran = await flowbench(run, { cwd: folder });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(asked).toEqual([`Bearer ${SECRET}`]);
  expect(ran.stdout).not.toContain(SECRET);

  const tried = await connections(['test', 'CRM', '--url', url()]);
  expect(tried).toMatchObject({ code: 0, stdout: expect.stringContaining('works') });

  const { credentials } = JSON.parse((await connections(['list', '--json'])).stdout);
  const usedBy = [{ flow: 'flw_crm', slot: 'crm' }];
  expect(credentials).toMatchObject([{ name: 'CRM', health: 'ready', filled: ['token'], usedBy }]);

  const used = await connections(['remove', 'CRM']);
  expect(used).toMatchObject({ code: 2, stderr: expect.stringContaining('"crm" of flw_crm') });
  expect(await connections(['remove', 'CRM', '--force'])).toMatchObject({ code: 0 });
  expect((await connections(['list'])).stderr).toBe('No credentials here yet.\n');
});

test('a slot is filled for one run, and only there', async () => {
  const flow = writeFlow();
  await addCrm();
  const run = ['run', flow, '--data-dir', dataDir, '--passphrase-file', 'passphrase'];
  expect(await flowbench([...run, '--bind', 'crm=CRM'], { cwd: folder })).toMatchObject({ code: 0 });
  expect(asked).toEqual([`Bearer ${SECRET}`]);
  expect((await connections(['bind', flow])).stdout).toContain('not bound');
  const wrong = await flowbench([...run, '--bind', 'crn=CRM'], { cwd: folder });
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "crm"?') });
  const nowhere = await flowbench(['run', flow, '--bind', 'crm=CRM'], { cwd: folder });
  expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('--data-dir') });
});

test('exported and imported elsewhere, rotated and rebound', async () => {
  await addCrm();
  const out = ['export', 'out.json', '--file-passphrase', 'passphrase'];
  expect(await connections(out)).toMatchObject({ code: 0, stderr: '1 credential in out.json\n' });
  expect(readFileSync(join(folder, 'out.json'), 'utf8')).not.toContain(SECRET);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'out.json')).mode & 0o777).toBe(0o600);
  expect(await connections(['rotate'])).toMatchObject({ code: 0, stderr: 'The master key is a new one.\n' });
  const imported = await connections(['import', 'out.json', '--file-passphrase', 'passphrase']);
  expect(imported).toMatchObject({ code: 0, stdout: expect.stringMatching(/^CRM 2 \(cred_/) });
  await connections(['bind', writeFlow(), 'crm=CRM']);
  expect(await connections(['rebind', 'CRM', 'CRM 2'])).toMatchObject({
    stderr: '1 slot bound to "CRM 2".\n',
  });
  expect((await connections(['test', 'CRM 2', '--url', url()])).code).toBe(0);
});

test('a secret is replaced; the vault moves to another passphrase; a lost key is replaced', async () => {
  await addCrm();
  const wrong = await connections(['change', 'CRM', '--secret', 'token=-'], { input: 'another' });
  expect(wrong).toMatchObject({ code: 0, stderr: '' });
  expect((await connections(['test', 'CRM', '--url', url()])).code).toBe(1);
  writeFileSync(join(folder, 'new'), 'another passphrase');
  const moved = await connections(['rotate', '--to', 'passphrase', '--new-passphrase', 'new']);
  expect(moved).toMatchObject({ code: 0, stderr: 'The master key is a new one.\n' });
  expect((await connections(['rotate'])).stderr).toContain('not the one of this vault');
  const again = ['change', 'CRM', '--name', 'CRM again', '--secret', 'token=token', '--data-dir', dataDir];
  const changed = await flowbench(['connections', ...again, '--passphrase-file', 'new'], { cwd: folder });
  expect(changed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^CRM again \(/) });
  const twice = await connections(['add', 'X', 'http.bearer', '--passphrase', '--secret', 'token=token']);
  expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining('rotate --to passphrase') });
});

test('what cannot be read says what to do, without a secret and without half a change', async () => {
  await addCrm();
  writeFileSync(join(folder, 'wrong'), 'not the passphrase');
  const wrong = await flowbench(
    ['connections', 'rotate', '--data-dir', dataDir, '--passphrase-file', 'wrong'],
    { cwd: folder },
  );
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('not the one of this vault') });
  expect(wrong.stderr).not.toContain('not the passphrase');
  const nobody = await flowbench(['connections', 'rotate', '--data-dir', dataDir], { cwd: folder });
  expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('no terminal to ask at') });
  writeFileSync(join(folder, 'bad.json'), '{}');
  const bad = await connections(['import', 'bad.json', '--file-passphrase', 'passphrase']);
  expect(bad).toMatchObject({ code: 2, stderr: expect.stringContaining('no file of exported credentials') });
  expect(JSON.parse((await connections(['list', '--json'])).stdout).credentials).toHaveLength(1);
});

test('secrets come from standard input, never from the command line', async () => {
  const piped = await connections(
    ['add', 'Shop', 'http.basic', '--set', 'user=ann', '--secret', 'password=-', '--json'],
    { input: 'p4ss\n' },
  );
  expect(JSON.parse(piped.stdout)).toMatchObject({ values: { user: 'ann' }, filled: ['password'] });
  expect(piped.stdout + piped.stderr).not.toContain('p4ss');
  const known = await connections(['add', 'Git', 'github', '--secret', 'token=token', '--json']);
  expect(JSON.parse(known.stdout)).toMatchObject({
    type: 'http.bearer',
    hosts: ['api.github.com', 'uploads.github.com'],
  });
  const argv = await connections(['add', 'Shop', 'http.basic', '--set', 'user=a', '--set', 'password=p4ss']);
  expect(argv).toMatchObject({ code: 2, stderr: expect.stringContaining('--secret password=FILE') });
  expect(argv.stderr).not.toContain('p4ss');
});

test('while an engine has the data directory, it is only looked at', async () => {
  await addCrm();
  const engine = openDataDir(dataDir);
  try {
    expect((await connections(['list'])).stdout).toContain('CRM');
    const refused = await connections(['remove', 'CRM']);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('in the window of that one') });
  } finally {
    engine.release();
  }
});

test.each([
  [['connections', 'lst'], 'Did you mean "list"?'],
  [['connections', 'add', 'X'], '"flowbench connections add" needs TYPE'],
  [['connections', 'add', 'X', 'http.barer'], 'Did you mean http.bearer?'],
  [['connections', 'add', 'X', 'http.bearer', '--secret', 'tokn=x'], 'Its fields are: token'],
  [['connections', 'remove', 'X', '--data-dir', 'nowhere'], 'There are no credentials in'],
])('%j is wrong usage', async (args, words) => {
  const { code, stdout, stderr } = await flowbench(args, { cwd: folder });
  expect(stderr).toContain(words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(existsSync(join(folder, 'nowhere'))).toBe(false);
});

describe.skipIf(!hasSecretService())('with a real Secret Service', () => {
  let service: SecretService;
  beforeAll(async () => {
    service = await startSecretService();
  });
  afterAll(() => service.close());
  const at = (args: string[]) =>
    flowbench(['connections', ...args, '--data-dir', dataDir], { cwd: folder, env: service.env });
  const add = (): Promise<CommandResult> =>
    at(['add', 'CRM', 'http.bearer', '--host', '127.0.0.1', '--secret', 'token=token']);

  test('the first credential makes a key in it; other commands find it there', async () => {
    expect(await add()).toMatchObject({ code: 0, stderr: '' });
    expect(service.accounts()).toHaveLength(1);
    expect(await at(['test', 'CRM', '--url', url()])).toMatchObject({ code: 0 });
    expect(await at(['rotate'])).toMatchObject({ code: 0 });
    expect(await at(['test', 'CRM', '--url', url()])).toMatchObject({ code: 0 });
    expect(service.accounts()).toHaveLength(1);
  });

  test('locked, denied or emptied it is said in a sentence, and nothing is lost', async () => {
    await add();
    service.lock();
    const locked = await at(['test', 'CRM', '--url', url()]);
    expect(locked).toMatchObject({ code: 2, stderr: expect.stringContaining('did not let Flowbench in') });
    expect((await at(['list'])).stdout).toContain('CRM');
    await service.unlock();
    expect((await at(['test', 'CRM', '--url', url()])).code).toBe(0);
    service.empty();
    const lost = await at(['test', 'CRM', '--url', url()]);
    expect(lost).toMatchObject({ code: 2, stderr: expect.stringContaining('no longer in the keychain') });
    const anew = await at(['rotate', '--to', 'keychain']);
    expect(anew).toMatchObject({ code: 0, stderr: expect.stringContaining('secrets of "CRM" again') });
    expect(await at(['change', 'CRM', '--secret', 'token=token'])).toMatchObject({ code: 0 });
    expect((await at(['test', 'CRM', '--url', url()])).code).toBe(0);
  });
});

test.skipIf(process.platform !== 'linux')(
  'without a keychain it names the way with a passphrase',
  async () => {
    const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, 'no-bus')}` };
    const args = ['add', 'CRM', 'http.bearer', '--secret', 'token=token', '--data-dir', dataDir];
    const refused = await flowbench(['connections', ...args], { cwd: folder, env });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no keychain here') });
    expect(refused.stderr).toContain('passphrase');
  },
);
