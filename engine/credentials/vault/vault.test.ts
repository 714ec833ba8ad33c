import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MemoryKeychain } from '#test/keychain';
import { Vault } from './vault.ts';

const SECRET = 't0p-secret-value';
const bearer = { name: 'CRM', type: 'http.bearer', hosts: ['crm.example'], values: { token: SECRET } };
const PASSPHRASE = 'correct horse battery';

let folder: string;
let file: string;
let keychain: MemoryKeychain;
const opened: Vault[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowbench-vault-'));
  file = join(folder, 'credentials.db');
  keychain = new MemoryKeychain();
});
afterEach(() => {
  for (const vault of opened.splice(0)) vault.close();
  rmSync(folder, { recursive: true });
});

/** As another process would open it: nothing is in memory yet. */
function open(more: Partial<ConstructorParameters<typeof Vault>[0]> = {}): Vault {
  const vault = new Vault({ file, keychain, ...more });
  opened.push(vault);
  return vault;
}

/** Changes the file past the vault. */
function tamper(sql: string, ...values: string[]): void {
  const db = new DatabaseSync(file);
  db.prepare(sql).run(...values);
  db.close();
}

describe('in a keychain', () => {
  test('what is saved can be opened again by another process', async () => {
    const vault = open();
    expect(await vault.lock.status()).toMatchObject({ keeper: 'none', state: 'open' });
    const { id } = await vault.save(bearer);
    await vault.saveState(id, { access: 'a' });
    expect(await vault.lock.status()).toMatchObject({ keeper: 'keychain', state: 'open' });
    vault.close();
    const credential = { id, name: 'CRM', hosts: ['crm.example'], values: { token: SECRET } };
    expect(await open().open(id)).toMatchObject({ ...credential, state: { access: 'a' } });
  });

  test('looking costs nothing: no file is made, no keychain asked', () => {
    const vault = open();
    expect(vault.list()).toEqual([]);
    expect(vault.bindings.find('flw', 'crm')).toBeUndefined();
    expect(existsSync(file)).toBe(false);
    expect(keychain.asked).toBe(0);
  });

  test('what may be seen has no secret in it, nor has the file, which only its owner reads', async () => {
    const vault = open();
    await vault.save(bearer);
    expect(vault.list()).toMatchObject([{ name: 'CRM', filled: ['token'], values: {}, health: 'untested' }]);
    expect(JSON.stringify(vault.list())).not.toContain(SECRET);
    vault.close();
    expect(readFileSync(file).includes(SECRET)).toBe(false);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('what is left empty on purpose stays so where there is a default, and is nothing elsewhere', async () => {
    const vault = open();
    const { id } = await vault.save({ ...bearer, values: { ...bearer.values, scheme: '', ca: '' } });
    expect((await vault.open(id)).values).toEqual({ ...bearer.values, scheme: '' });
  });

  test('a secret that is left out stays, one that is given replaces it', async () => {
    const vault = open();
    const basic = { name: 'B', type: 'http.basic', hosts: [], values: { user: 'ann', password: 'one' } };
    const { id } = await vault.save(basic);
    await vault.save({ ...basic, id, name: 'C', values: { user: 'bob' } });
    expect(await vault.open(id)).toMatchObject({ name: 'C', values: { user: 'bob', password: 'one' } });
    await vault.save({ ...basic, id, values: { user: 'bob', password: 'two' } });
    expect(await vault.open(id)).toMatchObject({ values: { password: 'two' } });
  });

  test.each([
    ['an unknown type', { type: 'http.nothing' }, 'no connection type "http.nothing"'],
    ['no name', { name: ' ' }, 'has no name'],
    ['a missing field', { values: {} }, '"Token" is missing'],
    ['a wrong field', { values: { token: 7 } }, 'Token'],
    ['a host of which a machine would never be done', { hosts: [`${'a'.repeat(200)}!`] }, 'is not a host'],
    ['an address for a host', { hosts: ['https://crm.example/x'] }, 'is not a host'],
  ])('refuses %s and keeps nothing', async (_what, wrong, words) => {
    const vault = open();
    const refused = vault.save({ ...bearer, ...wrong });
    await expect(refused).rejects.toMatchObject({ code: 'CREDENTIAL_INVALID' });
    await expect(refused).rejects.toThrow(words);
    expect(vault.list()).toEqual([]);
  });

  test('refused by the keychain it keeps nothing, and works once it is let in', async () => {
    keychain.refusal = 'KEYCHAIN_UNAVAILABLE';
    const vault = open();
    expect(await vault.lock.status()).toMatchObject({ keeper: 'none', state: 'unavailable' });
    await expect(vault.save(bearer)).rejects.toMatchObject({
      code: 'KEYCHAIN_UNAVAILABLE',
      hint: 'Open it.',
    });
    expect(vault.list()).toEqual([]);
    keychain.refusal = undefined;
    expect(await vault.lock.unlock(undefined)).toMatchObject({ state: 'open' });
    await vault.save(bearer);
    expect(vault.list()).toHaveLength(1);
  });

  test('a keychain that is locked later: shown as locked, nothing lost', async () => {
    const { id } = await open().save(bearer);
    keychain.refusal = 'KEYCHAIN_LOCKED';
    const vault = open();
    expect(await vault.lock.status()).toMatchObject({ keeper: 'keychain', state: 'locked' });
    expect(vault.list()).toMatchObject([{ id, health: 'locked' }]);
    await expect(vault.open(id)).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
    keychain.refusal = undefined;
    await vault.lock.unlock(undefined);
    expect(await vault.open(id)).toMatchObject({ values: { token: SECRET } });
  });

  test('a keychain that has refused is not asked again for every request', async () => {
    const { id } = await open().save(bearer);
    keychain.refusal = 'KEYCHAIN_LOCKED';
    const vault = open();
    await expect(vault.open(id)).rejects.toThrow();
    const { asked } = keychain;
    for (let time = 0; time < 20; time++) await expect(vault.open(id)).rejects.toThrow();
    expect(keychain.asked).toBe(asked);
  });
});

describe('the key is gone from the keychain', () => {
  test('nothing is deleted; with the key back everything can be read', async () => {
    const { id } = await open().save(bearer);
    const taken = new Map(keychain.kept);
    keychain.kept.clear();
    const vault = open();
    expect(await vault.lock.status()).toMatchObject({
      state: 'keyLost',
      message: expect.stringContaining('no longer in the keychain'),
    });
    expect(vault.list()).toMatchObject([{ health: 'locked', problem: expect.stringContaining('"CRM"') }]);
    await expect(vault.save({ ...bearer, name: 'New' })).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
    await expect(vault.lock.rotate()).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
    for (const [account, key] of taken) keychain.kept.set(account, key);
    await vault.lock.unlock(undefined);
    expect(vault.list()).toMatchObject([{ health: 'untested' }]);
    expect(await vault.open(id)).toMatchObject({ values: { token: SECRET } });
  });

  test('with a new key secrets are entered again; with the old one back, none had to be', async () => {
    const first = open();
    const { id } = await first.save(bearer);
    const { id: other } = await first.save({ ...bearer, name: 'Other', values: { token: 'other' } });
    const taken = new Map(keychain.kept);
    keychain.kept.clear();

    const vault = open();
    expect(await vault.lock.setUp('keychain', undefined)).toMatchObject({ state: 'open' });
    expect(vault.list().map(({ health }) => health)).toEqual(['locked', 'locked']);
    await expect(vault.open(id)).rejects.toMatchObject({ code: 'CREDENTIAL_LOCKED' });
    await expect(vault.save({ ...bearer, id, values: {} })).rejects.toThrow('cannot be read any more: token');
    await vault.save({ ...bearer, id, values: { token: 'again' } });
    expect(await vault.open(id)).toMatchObject({ values: { token: 'again' } });
    expect(vault.list().map(({ health }) => health)).toEqual(['untested', 'locked']);

    for (const [account, key] of taken) keychain.kept.set(account, key);
    await vault.lock.unlock(undefined);
    expect(await vault.open(other)).toMatchObject({ values: { token: 'other' } });
    // Written anew under the one key, the old one is of no use any more.
    await vault.lock.rotate();
    expect(keychain.kept.size).toBe(1);
    expect(await open().open(other)).toMatchObject({ values: { token: 'other' } });
  });

  test('a database from another computer says so', async () => {
    await open().save(bearer);
    keychain.kept.clear();
    tamper('UPDATE master_key SET machine = ?', 'ann-laptop');
    const { state, message, hint } = await open().lock.status();
    expect({ state, message }).toEqual({
      state: 'keyLost',
      message:
        'The credentials were kept on another computer (ann-laptop); the key to them is in the keychain there.',
    });
    expect(hint).toContain('Export');
  });

  test('another key under its name is not taken for it', async () => {
    await open().save(bearer);
    for (const account of keychain.kept.keys()) keychain.kept.set(account, Buffer.alloc(32, 7));
    expect(await open().lock.status()).toMatchObject({ state: 'keyLost' });
  });
});

describe('changed by other hands', () => {
  const damaged = { code: 'CREDENTIAL_LOCKED', message: expect.stringContaining('damaged or changed') };

  test.each([
    ['its hosts', `UPDATE credential SET hosts = '["evil.example"]'`],
    ['its type', `UPDATE credential SET type = 'http.basic'`],
    ['its fields', `UPDATE credential SET plain = '{"prefix":"x"}'`],
    ['its bytes', `UPDATE credential SET secrets = zeroblob(60)`],
    ['its state', `UPDATE credential SET state = secrets`],
  ])('a record with %s changed does not open, and the others do', async (_what, sql) => {
    const vault = open();
    const { id } = await vault.save(bearer);
    const { id: other } = await vault.save({ ...bearer, name: 'Other' });
    tamper(`${sql} WHERE id = ?`, id);
    await expect(vault.open(id)).rejects.toMatchObject(damaged);
    expect(await vault.open(other)).toMatchObject({ values: { token: SECRET } });
  });

  test('the secrets of one record in another do not open; rotation leaves both as they are', async () => {
    const vault = open();
    const { id } = await vault.save(bearer);
    const { id: other } = await vault.save({ ...bearer, name: 'Other' });
    tamper(
      'UPDATE credential SET secrets = (SELECT secrets FROM credential WHERE id = ?) WHERE id = ?',
      id,
      other,
    );
    await expect(vault.open(other)).rejects.toMatchObject(damaged);
    expect(vault.list()).toMatchObject([{ health: 'untested' }, { health: 'locked' }]);
    await vault.lock.rotate();
    expect(await vault.open(id)).toMatchObject({ values: { token: SECRET } });
    await expect(vault.open(other)).rejects.toMatchObject({ code: 'CREDENTIAL_LOCKED' });
    await vault.save({ ...bearer, id: other, values: { token: 'entered again' } });
    expect(await vault.open(other)).toMatchObject({ values: { token: 'entered again' } });
  });

  test('a file that is no database says so and stays as it is', () => {
    const text = 'not a database, but long enough to be taken for one at first sight'.repeat(20);
    writeFileSync(file, text);
    expect(() => open().list()).toThrow(expect.objectContaining({ code: 'VAULT_UNUSABLE' }));
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('under a passphrase', () => {
  test('opens with it and with no other, without touching a keychain', async () => {
    const vault = open();
    await vault.lock.setUp('passphrase', PASSPHRASE);
    keychain.asked = 0;
    const { id } = await vault.save(bearer);
    const again = open();
    expect(await again.lock.status()).toMatchObject({ keeper: 'passphrase', state: 'locked' });
    expect(again.list()).toMatchObject([{ health: 'locked' }]);
    await expect(again.open(id)).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
    await expect(again.lock.unlock('correct horse')).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' });
    expect(await again.lock.unlock(PASSPHRASE)).toMatchObject({ state: 'open' });
    expect(await again.open(id)).toMatchObject({ values: { token: SECRET } });
    expect(keychain.asked).toBe(0);
    expect(readFileSync(file).includes(PASSPHRASE)).toBe(false);
  });

  test('is asked for when a credential is needed, once', async () => {
    await open().lock.setUp('passphrase', PASSPHRASE);
    let asked = 0;
    const askPassphrase = async (): Promise<string> => {
      asked++;
      return PASSPHRASE;
    };
    const vault = open({ askPassphrase });
    await Promise.all([vault.save(bearer), vault.save({ ...bearer, name: 'Other' })]);
    expect(asked).toBe(1);
  });

  test('a short one is refused; nothing is set up', async () => {
    const vault = open();
    await expect(vault.lock.setUp('passphrase', 'short')).rejects.toMatchObject({ code: 'PASSPHRASE_SHORT' });
    expect(await vault.lock.status()).toMatchObject({ keeper: 'none' });
  });

  test('credentials move from the keychain to a passphrase and back', async () => {
    const vault = open();
    const { id } = await vault.save(bearer);
    await vault.lock.setUp('passphrase', PASSPHRASE);
    expect(keychain.kept.size).toBe(0);
    const again = open();
    await again.lock.unlock(PASSPHRASE);
    await again.lock.rotate();
    await again.lock.setUp('keychain', undefined);
    expect(await open().open(id)).toMatchObject({ values: { token: SECRET } });
    expect(keychain.kept.size).toBe(1);
  });
});

describe('uses and bindings', () => {
  test('a health that changes is told at once; uses are written when somebody looks', async () => {
    const vault = open();
    const { id } = await vault.save(bearer);
    const gone = new AbortController();
    const news = vault.changes.watch(gone.signal);
    const first = news.next();
    vault.note(id, { usedAt: 5, health: 'failing', problem: 'It was refused.' });
    expect((await first).done).toBe(false);
    vault.note(id, { usedAt: 7 });
    expect(vault.get(id)).toMatchObject({ health: 'failing', problem: 'It was refused.', lastUsedAt: 7 });
    const last = news.next();
    gone.abort();
    expect((await last).done).toBe(true);
  });

  test('bindings are kept, rebound at once, and go with their credential', async () => {
    const vault = open();
    const { id: one } = await vault.save(bearer);
    const { id: two } = await vault.save({ ...bearer, name: 'Two' });
    const slots = ['a', 'b'].map((slot) => ({ flow: 'flw', slot, credential: one }));
    expect(vault.bindings.bind([...slots, { flow: 'other', slot: 'a', credential: two }])).toBe(3);
    expect(() => vault.bindings.bind([{ flow: 'flw', slot: 'a', credential: 'cred_none' }])).toThrow(
      'cred_none',
    );
    const { id: basic } = await vault.save({ ...bearer, type: 'http.basic', values: { user: 'ann' } });
    expect(() => vault.bindings.rebind(one, basic)).toThrow('is http.basic');
    expect(vault.bindings.rebind(one, two)).toBe(2);
    expect(open().bindings.find('flw', 'b')).toBe(two);
    expect(vault.bindings.bind([{ flow: 'flw', slot: 'b', credential: null }])).toBe(1);
    expect(vault.bindings.of(two)).toHaveLength(2);
    await vault.remove(two);
    expect(vault.bindings.all()).toEqual([]);
  });
});
