import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identityOf } from './intake/identity.ts';
import { Rates } from './intake/rates.ts';
import { sourceFrom } from './intake/source.ts';
import { type Destination, Devices } from './store/devices.ts';
import { Messages, newMessageId } from './store/messages.ts';
import { openStore, type RelayDatabase, relayFile } from './store/open-store.ts';

const DAY = 24 * 60 * 60_000;
const head = { method: 'POST', url: '/hook', headers: { 'webhook-id': '1', 'x-sig': 'a' }, remote: '::1' };
const body = Buffer.from('body');

describe('what is kept', () => {
  let folder: string;
  let db: RelayDatabase;
  let messages: Messages;
  let to: Destination;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'flowbench-relay-'));
    db = openStore(relayFile(folder));
    messages = new Messages(db);
    const devices = new Devices(db);
    const { code } = devices.newCode();
    const device = devices.pair({ code, name: 'x', keyHash: '0'.repeat(64) });
    devices.setRoutes(device?.id ?? '', [{ id: 'hook', answer: 'stored', maxBody: 100 }]);
    to = devices.destination(device?.mailbox ?? '', 'hook') as Destination;
  });
  afterEach(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });
  const add = (receivedAt: number): Promise<{ id: string; isNew: boolean }> =>
    messages.add(to, { id: newMessageId(), receivedAt, head, body, identity: identityOf(head, body) });

  it('are messages for seven days; after that the same delivery is taken in again', async () => {
    const now = Date.now();
    await add(now);
    expect(messages.sweep(now + 7 * DAY).expired).toBe(0);
    expect((await add(now)).isNew).toBe(false);
    expect(messages.sweep(now + 7 * DAY + 1).expired).toBe(1);
    expect(messages.waiting()).toEqual({ count: 0, bytes: 0, oldest: undefined });
    expect((await add(now + 8 * DAY)).isNew).toBe(true);
  });

  it('are the ids of what was handed over, for thirty days', async () => {
    const now = Date.now();
    const { id } = await add(now);
    expect(await messages.acknowledge(to.device, id)).toBe(true);
    expect(await messages.acknowledge(to.device, id)).toBe(false);
    messages.sweep(now + 30 * DAY);
    expect(await add(now)).toEqual({ id, isNew: false });
    messages.sweep(now + 30 * DAY + 1);
    expect((await add(now)).isNew).toBe(true);
  });

  it('is all of a group or, where the disk does not take it, nothing of it', async () => {
    const before = add(Date.now());
    const broken = messages.group.add(() => {
      throw new Error('the disk is full');
    });
    await expect(broken).rejects.toThrow('full');
    await expect(before).rejects.toThrow('full');
    expect(messages.waiting().count).toBe(0);
    expect((await add(Date.now())).isNew).toBe(true);
  });
});

it('knows a delivery again by all that may be checked, and by nothing that changes on the way', () => {
  const same = (headers: object): boolean => {
    const other = identityOf({ ...head, headers: { ...head.headers, ...headers } }, body);
    return identityOf(head, body)?.equals(other ?? Buffer.alloc(0)) ?? false;
  };
  expect(same({ 'user-agent': 'x', 'x-forwarded-for': '1.2.3.4', date: 'now' })).toBe(true);
  expect(same({ 'x-sig': 'b' })).toBe(false);
  expect(same({ 'webhook-id': '2' })).toBe(false);
  expect(same({ authorization: 'x' })).toBe(false);
  expect(identityOf(head, body)).not.toEqual(identityOf({ ...head, url: '/hook?x' }, body));
  expect(identityOf(head, body)).not.toEqual(identityOf(head, Buffer.from('other')));
  expect(identityOf({ ...head, headers: {} }, body)).toBeUndefined();
});

it('lets so many calls a second through', () => {
  const rates = new Rates(2);
  const burst = Array.from({ length: 21 }, () => rates.take('a', 1000));
  expect(burst.slice(0, 20).every((wait) => wait === 0)).toBe(true);
  expect(burst[20]).toBe(1);
  expect(rates.take('b', 1000)).toBe(0);
  expect([rates.take('a', 1500), rates.take('a', 1500)]).toEqual([0, 1]);
});

it('believes only proxies about who calls', () => {
  const from = (peer: string, forwarded?: string): IncomingMessage =>
    ({ socket: { remoteAddress: peer }, headers: { 'x-forwarded-for': forwarded } }) as never;
  const sourceOf = sourceFrom(['10.0.0.0/8', 'fd00::1']);
  expect(sourceOf(from('::ffff:127.0.0.1', '6.6.6.6, 1.2.3.4'))).toBe('1.2.3.4');
  expect(sourceOf(from('10.9.9.9', '1.2.3.4'))).toBe('1.2.3.4');
  expect(sourceOf(from('fd00::1', '2001:db8::1'))).toBe('2001:db8::1');
  expect(sourceOf(from('203.0.113.5', '1.2.3.4'))).toBe('203.0.113.5');
  expect(sourceOf(from('127.0.0.1', 'nonsense'))).toBe('127.0.0.1');
  for (const wrong of ['nonsense', '10.0.0.0/99', '10.0.0.0/x'])
    expect(() => sourceFrom([wrong])).toThrow(expect.objectContaining({ code: 'USAGE' }));
});
