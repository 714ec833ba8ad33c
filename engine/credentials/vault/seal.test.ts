import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSecrets, openState, resealed, sealSecrets, sealState } from './record.ts';
import { seal, unseal } from './seal.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const bytes = fc.uint8Array({ maxLength: 300 });

test('what is sealed comes back, under this key and for this purpose only', () => {
  fc.assert(
    fc.property(key, key, bytes, fc.string(), fc.string(), (right, wrong, plain, about, other) => {
      const sealed = seal(right, plain, about);
      expect(unseal(right, sealed, about)).toEqual(Buffer.from(plain));
      if (!Buffer.from(right).equals(wrong)) expect(unseal(wrong, sealed, about)).toBeUndefined();
      // A lone surrogate and its replacement are the same bytes.
      if (!Buffer.from(about).equals(Buffer.from(other)))
        expect(unseal(right, sealed, other)).toBeUndefined();
    }),
  );
});

test('any bit changed, any byte cut off or added: it does not open', () => {
  fc.assert(
    fc.property(key, bytes, fc.nat(), fc.nat(7), (right, plain, at, bit) => {
      const sealed = seal(right, plain, 'x');
      const changed = Buffer.from(sealed);
      changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ (1 << bit);
      expect(unseal(right, changed, 'x')).toBeUndefined();
      expect(unseal(right, sealed.subarray(0, at % sealed.length), 'x')).toBeUndefined();
      expect(unseal(right, Buffer.concat([sealed, Buffer.of(bit)]), 'x')).toBeUndefined();
    }),
  );
});

test('the same is never sealed to the same bytes', () => {
  const right = randomBytes(32);
  const all = Array.from({ length: 200 }, () => seal(right, Buffer.from('same'), 'x').toString('hex'));
  expect(new Set(all).size).toBe(200);
});

const about = {
  id: 'cred_1',
  key: 'key_1',
  type: 'http.bearer',
  preset: undefined,
  hosts: ['api.example'],
  values: { tokenUrl: 'https://id.example/token' },
  filled: ['token'],
};

test.each([
  ['another record', { id: 'cred_2' }],
  ['another key id', { key: 'key_2' }],
  ['another type', { type: 'http.basic' }],
  ['a preset', { preset: 'github' }],
  ['another host', { hosts: ['evil.example'] }],
  ['a further host', { hosts: ['api.example', 'evil.example'] }],
  ['another token endpoint', { values: { tokenUrl: 'https://evil.example/token' } }],
  ['another set of fields', { filled: [] }],
])('secrets do not open for %s', (_what, changed) => {
  const right = randomBytes(32);
  const secrets = sealSecrets(right, about, { token: 't' });
  expect(openSecrets(right, { ...about, secrets })).toEqual({ token: 't' });
  expect(openSecrets(right, { ...about, ...changed, secrets })).toBeUndefined();
});

test('what signing in gave and the fields are not taken for one another', () => {
  const right = randomBytes(32);
  const state = sealState(right, about, { token: 't' });
  expect(openState(right, about, state)).toEqual({ token: 't' });
  expect(openSecrets(right, { ...about, secrets: state })).toBeUndefined();
  expect(openState(right, { ...about, id: 'cred_2' }, state)).toBeUndefined();
});

test('under another key a record holds the same', () => {
  fc.assert(
    fc.property(key, key, fc.dictionary(fc.string(), fc.string()), (old, bytes, secrets) => {
      const record = {
        ...about,
        name: 'x',
        rate: undefined,
        secrets: sealSecrets(old, about, secrets),
        state: sealState(old, about, { access: 'a' }),
        health: 'ready' as const,
        problem: undefined,
        createdAt: 1,
        updatedAt: 1,
        lastUsedAt: undefined,
        expiresAt: undefined,
      };
      const anew = resealed(record, old, { id: 'key_2', bytes });
      if (!anew?.state) throw new Error('not sealed anew');
      expect(openSecrets(bytes, anew)).toEqual(JSON.parse(JSON.stringify(secrets)));
      expect(openState(bytes, anew, anew.state)).toEqual({ access: 'a' });
      expect(resealed(record, randomBytes(32), { id: 'key_2', bytes })).toBeUndefined();
    }),
  );
});
