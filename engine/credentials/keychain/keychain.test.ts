import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasSecretService, type SecretService, startSecretService } from '#test/secret-service';
import { systemKeychain } from './keychain.ts';

const secret = Buffer.from(Array.from({ length: 32 }, (_, at) => (at * 37) % 256));

describe.skipIf(!hasSecretService())('a real Secret Service', () => {
  let service: SecretService;
  beforeAll(async () => {
    service = await startSecretService();
  });
  afterAll(() => service.close());

  test('keeps, replaces, gives back and forgets', async () => {
    const keychain = systemKeychain({ env: service.env });
    expect(await keychain.read('one')).toBeUndefined();
    await keychain.write('one', Buffer.from('first'));
    await keychain.write('one', secret);
    expect(await keychain.read('one')).toEqual(secret);
    // What others see of it: that it is the Secret Service, not the kernel's keyring.
    expect(service.find('one')).toBe(secret.toString('base64'));
    await keychain.remove('one');
    await keychain.remove('one');
    expect(await keychain.read('one')).toBeUndefined();
    expect(service.find('one')).toBeUndefined();
  });

  test('locked, it says so, and gives everything back when it is unlocked', async () => {
    const keychain = systemKeychain({ env: service.env });
    await keychain.write('two', secret);
    service.lock();
    const refused = { code: 'KEYCHAIN_LOCKED', message: expect.stringContaining('did not let Flowbench in') };
    await expect(keychain.read('two')).rejects.toMatchObject(refused);
    await expect(keychain.write('three', secret)).rejects.toMatchObject(refused);
    await service.unlock();
    expect(await keychain.read('two')).toEqual(secret);
  });
});

test.skipIf(process.platform !== 'linux')(
  'without a Secret Service it never takes another place',
  async () => {
    const { DBUS_SESSION_BUS_ADDRESS: _, ...env } = process.env;
    const nowhere = { ...env, XDG_RUNTIME_DIR: mkdtempSync(join(tmpdir(), 'flowbench-no-bus-')) };
    const keychain = systemKeychain({ env: nowhere });
    const refused = { code: 'KEYCHAIN_UNAVAILABLE', hint: expect.stringContaining('passphrase') };
    await expect(keychain.write('one', secret)).rejects.toMatchObject(refused);
    await expect(keychain.read('one')).rejects.toMatchObject(refused);
  },
);

test.skipIf(process.platform !== 'linux')('one that never answers is given up', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'flowbench-deaf-')), 'bus');
  const deaf = createServer((socket) => socket.on('error', () => undefined)).listen(path);
  await once(deaf, 'listening');
  const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` };
  await expect(systemKeychain({ env, patience: 1500 }).read('one')).rejects.toMatchObject({
    code: 'KEYCHAIN_LOCKED',
    message: 'The keychain has not answered within 2 seconds.',
  });
  deaf.close();
});
