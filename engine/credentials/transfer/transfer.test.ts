import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MemoryKeychain } from '#test/keychain';
import { Vault } from '../vault/vault.ts';
import { exportCredentials, importCredentials } from './transfer.ts';
import { lockText } from './transfer-file.ts';

const PASSPHRASE = 'correct horse battery';
let folder: string;
let exported: string;
let count = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flowbench-transfer-'));
  const vault = newVault();
  const crm = { name: 'CRM', type: 'http.bearer', hosts: ['crm.example'], values: { token: 't0p-secret' } };
  const { id } = await vault.save({ ...crm, rate: { requests: 5, per: '1m' } });
  await vault.saveState(id, { refresh: 'r3fresh' });
  const { id: other } = await vault.save({ ...crm, name: 'Other', hosts: [] });
  exported = await exportCredentials(vault, [id, other], PASSPHRASE);
  vault.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

function newVault(): Vault {
  return new Vault({ file: join(folder, `${++count}.db`), keychain: new MemoryKeychain() });
}

test('what is exported can be imported elsewhere, and nowhere be read', async () => {
  expect(exported).not.toContain('t0p');
  expect(exported).not.toContain('CRM');
  const vault = newVault();
  const [crm] = await importCredentials(vault, exported, PASSPHRASE);
  expect(vault.list().map(({ name }) => name)).toEqual(['CRM', 'Other']);
  expect(await vault.open(crm?.id ?? '')).toMatchObject({
    hosts: ['crm.example'],
    rate: { requests: 5, per: '1m' },
    values: { token: 't0p-secret' },
    state: { refresh: 'r3fresh' },
  });
});

test('importing again adds, and changes nothing that is there', async () => {
  const vault = newVault();
  const [before] = await importCredentials(vault, exported, PASSPHRASE);
  await importCredentials(vault, exported, PASSPHRASE);
  expect(vault.list().map(({ name }) => name)).toEqual(['CRM', 'CRM 2', 'Other', 'Other 2']);
  expect(vault.get(before?.id ?? '')).toEqual(before);
});

test('the wrong passphrase opens nothing and leaves nothing', async () => {
  const vault = newVault();
  const wrong = importCredentials(vault, exported, 'correct horse');
  await expect(wrong).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' });
  expect(vault.list()).toEqual([]);
});

test('a short passphrase is refused', async () => {
  await expect(exportCredentials(newVault(), [], 'short')).rejects.toMatchObject({
    code: 'PASSPHRASE_SHORT',
  });
});

const kdf = { name: 'scrypt', n: 2 ** 17, r: 8, p: 1, salt: Buffer.alloc(16).toString('base64') };
const hostile: [string, unknown][] = [
  ['no JSON', 'text'],
  ['another JSON', [1, 2]],
  ['no data', { flowbenchCredentials: 1, kdf }],
  ['terabytes of memory', { flowbenchCredentials: 1, kdf: { ...kdf, n: 2 ** 40 }, data: '' }],
  ['all memory there is', { flowbenchCredentials: 1, kdf: { ...kdf, n: 2 ** 20, r: 16 }, data: '' }],
  ['a year of computing', { flowbenchCredentials: 1, kdf: { ...kdf, p: 2 ** 30 }, data: '' }],
  ['hardly any computing', { flowbenchCredentials: 1, kdf: { ...kdf, n: 2 }, data: '' }],
  ['fractions', { flowbenchCredentials: 1, kdf: { ...kdf, n: 2 ** 17 + 0.5 }, data: '' }],
  ['no power of two', { flowbenchCredentials: 1, kdf: { ...kdf, n: 100_000 }, data: '' }],
  ['negative numbers', { flowbenchCredentials: 1, kdf: { ...kdf, r: -8 }, data: '' }],
  ['no salt', { flowbenchCredentials: 1, kdf: { ...kdf, salt: '' }, data: '' }],
  ['an endless salt', { flowbenchCredentials: 1, kdf: { ...kdf, salt: 'A'.repeat(10_000) }, data: '' }],
  ['another function', { flowbenchCredentials: 1, kdf: { ...kdf, name: 'none' }, data: '' }],
  ['too much', { flowbenchCredentials: 1, kdf, data: 'A'.repeat(20_000_000) }],
];

test.each(hostile)('a file with %s is refused before anything is computed', async (_what, content) => {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await expect(importCredentials(newVault(), text, PASSPHRASE)).rejects.toMatchObject({
    code: 'TRANSFER_INVALID',
  });
});

test('a file of a newer program says so', async () => {
  const newer = { ...JSON.parse(exported), flowbenchCredentials: 2 };
  const refused = importCredentials(newVault(), JSON.stringify(newer), PASSPHRASE);
  await expect(refused).rejects.toMatchObject({ code: 'TRANSFER_NEWER' });
});

test.each([
  ['not credentials', { something: true }],
  ['none', { credentials: [] }],
  ['a type that is not known', { credentials: [{ name: 'x', type: 'x.y', hosts: [], values: {} }] }],
  [
    'one good and one bad',
    {
      credentials: [
        { name: 'good', type: 'http.bearer', hosts: [], values: { token: 't' } },
        { name: 'bad', type: 'http.bearer', hosts: ['http://x/'], values: { token: 't' } },
      ],
    },
  ],
])('what opens but holds %s is refused as a whole', async (_what, content) => {
  const vault = newVault();
  const text = await lockText(content, PASSPHRASE);
  await expect(importCredentials(vault, text, PASSPHRASE)).rejects.toMatchObject({ kind: 'user' });
  expect(vault.list()).toEqual([]);
});

test('any character changed: refused', async () => {
  const places = fc.nat(exported.length - 2);
  await fc.assert(
    fc.asyncProperty(places, fc.constantFrom('A', 'b', '0', '"', ' ', '}'), async (at, letter) => {
      if (exported[at] === letter) return;
      const text = exported.slice(0, at) + letter + exported.slice(at + 1);
      const same = JSON.stringify(tryParse(text)) === JSON.stringify(JSON.parse(exported));
      if (same) return;
      await expect(importCredentials(newVault(), text, PASSPHRASE)).rejects.toMatchObject({ kind: 'user' });
    }),
    { numRuns: 15 },
  );
});

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
