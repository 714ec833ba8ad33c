import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemKeychain, Vault } from '#engine/credentials';
import { hasSecretService, type SecretService, startSecretService } from '#test/secret-service';

const CHILD = join(import.meta.dirname, 'child.ts');
const PASSPHRASE = 'correct horse battery';

const TOKENS = ['one', 'two', 'three'];
const all = TOKENS.map((token) => ({ token, state: { access: `${token} again` } }));

/** Every moment of replacing a key at which a power cut makes a difference. */
const MOMENTS = [
  'vault.keyKnown',
  'vault.keyKept',
  'vault.resealed:1',
  'vault.resealed:2',
  'vault.resealed:3',
  'vault.keyReplaced',
  'vault.keyRemoved',
];

interface Ended {
  signal: NodeJS.Signals | null;
  code: number | null;
  out: string;
  err: string;
}

/** Another process that opens the vault, killed at a moment where one is given. */
async function another(file: string, act: string, env: NodeJS.ProcessEnv, input = ''): Promise<Ended> {
  const child = spawn(process.execPath, ['--no-warnings', CHILD, file, act], { env });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [out, err, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
  ]);
  return { signal, code, out, err };
}

async function fill(vault: Vault): Promise<void> {
  for (const [at, token] of TOKENS.entries()) {
    const draft = { name: `${at}`, type: 'http.bearer', hosts: ['a.example'], values: { token } };
    await vault.saveState((await vault.save(draft)).id, { access: `${token} again` });
  }
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowbench-rotation-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasSecretService())('with the key in a real Secret Service', () => {
  let service: SecretService;
  beforeAll(async () => {
    service = await startSecretService();
  });
  afterAll(() => service.close());

  test.each(MOMENTS)('killed at %s, everything can be read, and rotated once more', async (moment) => {
    const file = join(folder, `keychain-${moment.replace(/\W/g, '-')}.db`);
    service.empty();
    const vault = new Vault({ file, keychain: systemKeychain({ env: service.env }) });
    await fill(vault);
    vault.close();
    const [before] = service.accounts();

    const killed = await another(file, 'rotate', { ...service.env, FLOWBENCH_CRASH_AT: moment });
    expect(killed).toMatchObject({ signal: 'SIGKILL', out: '' });
    const read = await another(file, 'read', service.env);
    expect(read).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(read.out)).toEqual(all);
    // What the killed one left half-done is cleared away: one key, the one that is used.
    expect(service.accounts()).toHaveLength(1);

    expect(JSON.parse((await another(file, 'rotate', service.env)).out)).toEqual(all);
    expect(service.accounts()).toHaveLength(1);
    expect(service.accounts()).not.toEqual([before]);
  });
});

test.each(['vault.keyKnown', 'vault.resealed:2', 'vault.keyReplaced'])(
  'under a passphrase, killed at %s, everything can be read with it',
  async (moment) => {
    const file = join(folder, `passphrase-${moment.replace(/\W/g, '-')}.db`);
    const vault = new Vault({ file });
    await vault.lock.setUp('passphrase', PASSPHRASE);
    await fill(vault);
    vault.close();

    const crash = { ...process.env, FLOWBENCH_CRASH_AT: moment };
    expect(await another(file, 'rotate', crash, PASSPHRASE)).toMatchObject({ signal: 'SIGKILL' });
    const read = await another(file, 'rotate', process.env, PASSPHRASE);
    expect(read).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(read.out)).toEqual(all);
  },
);

test('what the old key had sealed is not left in the files', async () => {
  const file = join(folder, 'traces.db');
  const vault = new Vault({ file });
  await vault.lock.setUp('passphrase', PASSPHRASE);
  await fill(vault);
  const sealed = sealedIn(file);
  await vault.lock.rotate();
  const names = readdirSync(folder).filter((name) => name.startsWith('traces.db'));
  const bytes = Buffer.concat(names.map((name) => readFileSync(join(folder, name))));
  expect(sealed.filter((blob) => bytes.includes(blob))).toEqual([]);
  expect(sealedIn(file).filter((blob) => bytes.includes(blob))).toHaveLength(3);
  vault.close();
});

function sealedIn(file: string): Buffer[] {
  const db = new DatabaseSync(file, { readOnly: true });
  const rows = db.prepare('SELECT secrets FROM credential').all();
  db.close();
  return rows.map(({ secrets }) => Buffer.from(secrets as Uint8Array));
}
