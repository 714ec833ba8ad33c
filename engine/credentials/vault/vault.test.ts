import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Keychain } from '../keychain/index.ts';
import { Vault } from './vault.ts';

/** A keychain as good as any, for as long as the test. */
function keychainOf(kept: Map<string, Buffer>): Keychain {
  return {
    read: async (account) => kept.get(account),
    write: async (account, secret) => void kept.set(account, Buffer.from(secret)),
    remove: async (account) => void kept.delete(account),
  };
}

const bearer = { name: 'CRM', type: 'http.bearer', hosts: ['crm.example'], values: { token: 't0p-secret' } };

test('what is saved can be opened again, by another process with the same keychain', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'flowbench-vault-')), 'credentials.db');
  const keychain = keychainOf(new Map());
  const vault = new Vault({ file, keychain });
  expect(vault.list()).toEqual([]);
  expect(await vault.lock.status()).toMatchObject({ keeper: 'none', state: 'open' });
  const { id } = await vault.save(bearer);
  expect(await vault.lock.status()).toMatchObject({ keeper: 'keychain', state: 'open' });
  expect(JSON.stringify(vault.list())).not.toContain('t0p');
  await vault.saveState(id, { access: 'a' });
  vault.close();
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const again = new Vault({ file, keychain });
  expect(await again.open(id)).toMatchObject({ values: { token: 't0p-secret' }, state: { access: 'a' } });
  await again.lock.rotate();
  expect(await again.open(id)).toMatchObject({ values: { token: 't0p-secret' }, state: { access: 'a' } });
  again.close();
});
