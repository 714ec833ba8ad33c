import { afterEach, expect, test } from 'vitest';
import { MemoryKeychain } from '#test/keychain';
import { flowText, startApp, type TestApp } from './index.ts';

const SECRET = 't0p-secret-token';
const crm = { name: 'CRM', type: 'http.bearer', hosts: ['crm.example'], values: { token: SECRET } };
const text = flowText({ start: { type: 'trigger.manual' } }, [], {
  connections: {
    crm: { type: 'http.bearer', hosts: ['crm.example'] },
    other: { type: 'http.basic' },
  },
});

let app: TestApp;
afterEach(() => app.close());
const start = async (keychain = new MemoryKeychain()): Promise<MemoryKeychain> => {
  app = await startApp({ files: { 'crm.flow.json': text }, credentials: { keychain } });
  return keychain;
};

test('what is saved is listed with the slots it fills, and its secret never comes back', async () => {
  await start();
  const { connections } = app.client;
  expect(await connections.vault()).toMatchObject({ keeper: 'none', state: 'open' });
  const saved = await connections.save(crm);
  await connections.save({ ...crm, name: 'Elsewhere', hosts: ['elsewhere.example'] });
  const { flow, slots } = await connections.slots({ text });
  expect(flow).toBe('flw_test');
  expect(slots).toMatchObject([
    { slot: 'crm', nodes: [], suggestions: [saved.id, expect.any(String)] },
    { slot: 'other', suggestions: [] },
  ]);
  const binding = { flow: 'flw_test', slot: 'crm', credential: saved.id };
  expect(await connections.bindSlots({ bindings: [binding] })).toEqual({ bound: 1 });
  const all = await connections.list();
  const use = { flow: 'flw_test', name: 'Test', path: 'crm.flow.json', slot: 'crm' };
  expect(all).toMatchObject([{ name: 'CRM', filled: ['token'], usedBy: [use] }, { name: 'Elsewhere' }]);
  expect(JSON.stringify([saved, all])).not.toContain(SECRET);
  app = await app.restart();
  expect(await app.client.connections.list()).toMatchObject([{ usedBy: [use] }, { usedBy: [] }]);
});

test('every change is told to whoever watches', async () => {
  await start();
  const second = await app.connect();
  const news = await second.connections.watch();
  const first = news.next();
  await app.client.connections.save(crm);
  expect((await first).value).toEqual({ at: expect.any(Number) });
  await news.return?.(undefined);
});

test('refusals come as sentences', async () => {
  const keychain = await start();
  const { connections } = app.client;
  await expect(connections.save({ ...crm, values: {} })).rejects.toMatchObject({
    code: 'REFUSED',
    data: { message: '"Token" is missing.', code: 'CREDENTIAL_INVALID' },
  });
  expect(keychain.asked).toBe(0);
  keychain.refusal = 'KEYCHAIN_LOCKED';
  await expect(connections.save(crm)).rejects.toMatchObject({
    code: 'REFUSED',
    data: { message: 'The keychain refuses.', hint: 'Open it.', code: 'VAULT_LOCKED' },
  });
  await expect(connections.test({ id: 'cred_none' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(connections.setUpVault({ keeper: 'passphrase', passphrase: 'x' })).rejects.toMatchObject({
    data: { code: 'PASSPHRASE_SHORT' },
  });
  expect(await connections.list()).toEqual([]);
});

test('moved under a passphrase, unlocked after a restart, exported and imported', async () => {
  const passphrase = 'correct horse battery';
  await start();
  const { id } = await app.client.connections.save(crm);
  const moved = await app.client.connections.setUpVault({ keeper: 'passphrase', passphrase });
  expect(moved).toMatchObject({ keeper: 'passphrase', state: 'open' });
  app = await app.restart();
  const { connections } = app.client;
  expect(await connections.list()).toMatchObject([{ id, health: 'locked' }]);
  const wrong = connections.unlock({ passphrase: 'not this one' });
  await expect(wrong).rejects.toMatchObject({ data: { code: 'WRONG_PASSPHRASE' } });
  expect(await connections.unlock({ passphrase })).toMatchObject({ state: 'open' });
  const { data } = await connections.exportAll({ ids: [id], passphrase });
  expect(data).not.toContain(SECRET);
  expect(await connections.importAll({ data, passphrase })).toMatchObject({ imported: [{ name: 'CRM 2' }] });
  expect(await connections.rotate()).toMatchObject({ state: 'open' });
  expect(await connections.remove({ id })).toEqual({ removed: true });
  expect(await connections.remove({ id })).toEqual({ removed: false });
});
