import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { relayFile } from '#engine/relay';
import { TestEntry, TestRelay } from './index.ts';

let relay: TestRelay;
beforeEach(async () => {
  relay = await new TestRelay().open();
});
afterEach(() => relay.close());

const sql = (text: string): Record<string, unknown>[] => {
  const db = new DatabaseSync(relayFile(relay.dataDir), { readOnly: true });
  try {
    return db.prepare(text).all();
  } finally {
    db.close();
  }
};
const waiting = (): number => Number(sql('SELECT count(*) AS n FROM message')[0]?.n);

describe('handing over', () => {
  it('gives a call byte for byte, with when and from where it came', async () => {
    const device = await relay.connect();
    const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const before = Date.now();
    const reply = await device.post(body, { 'x-a': 'b' }, '/hook/orders?a=%20b');
    expect(reply.status).toBe(202);
    await expect.poll(() => device.entry.taken.length).toBe(1);
    const [call] = device.entry.taken;
    expect(call).toMatchObject({ method: 'POST', url: '/hook/orders?a=%20b', remote: '127.0.0.1' });
    expect(call?.headers).toMatchObject({ 'x-a': 'b', 'x-forwarded-prefix': `/${device.pairing.mailbox}` });
    expect(call?.receivedAt).toBeGreaterThanOrEqual(before);
    expect(call?.body.equals(body)).toBe(true);
    await expect.poll(waiting).toBe(0);
  });

  it('keeps what comes while the machine sleeps, in order, and hands it over when it wakes', async () => {
    const device = await relay.connect();
    await device.tunnel.stop();
    const bodies = Array.from({ length: 1200 }, (_, n) => String(n));
    for (const body of bodies) expect((await device.post(body)).status).toBe(202);
    const awake = await relay.connect(new TestEntry(), { pairing: device.pairing });
    await expect.poll(() => awake.entry.taken.length).toBe(bodies.length);
    expect(awake.entry.bodies).toEqual(bodies);
    await expect.poll(waiting).toBe(0);
  });

  it('hands over once more what was not acknowledged, under the same id, and no more than the window', async () => {
    const silent = new TestEntry();
    silent.answer = () => new Promise(() => undefined);
    const device = await relay.connect(silent);
    for (let n = 0; n < 600; n++) await device.post(String(n));
    await expect.poll(() => silent.taken.length).toBe(512);
    await device.tunnel.stop();
    const awake = await relay.connect(new TestEntry(), { pairing: device.pairing });
    await expect.poll(() => awake.entry.taken.length).toBe(600);
    expect(awake.entry.taken[0]?.relayId).toBe(silent.taken[0]?.relayId);
    await expect.poll(waiting).toBe(0);
  });

  it('keeps what cannot be taken now, and goes on with the rest', async () => {
    const entry = new TestEntry();
    let refused = 0;
    entry.answer = ({ body }) => {
      if (String(body) !== 'bad' || refused++ > 0) return { status: 202 };
      return { status: 503, headers: { 'retry-after': '1' } };
    };
    const device = await relay.connect(entry);
    for (const body of ['bad', 'good']) await device.post(body);
    await expect.poll(() => entry.bodies, { timeout: 10_000 }).toEqual(['bad', 'good', 'bad']);
    await expect.poll(waiting).toBe(0);
  });

  it('keeps calls for a flow that is not active any more, and refuses new ones', async () => {
    const entry = new TestEntry();
    entry.answer = () => ({ status: 404 });
    const device = await relay.connect(entry);
    await device.post('kept');
    await expect.poll(() => entry.taken.length).toBe(1);
    // The listener knew the address: it is the path that is wrong, for ever.
    await expect.poll(waiting).toBe(0);
    await device.tunnel.stop();
    await device.post('waits');
    const other = new TestEntry({ other: 'stored' });
    other.answer = () => ({ status: 404 });
    const again = await relay.connect(other, { pairing: device.pairing });
    await expect.poll(() => other.taken.length).toBe(1);
    expect((await again.post('x')).status).toBe(404);
    expect(waiting()).toBe(1);
  });
});

describe('answers', () => {
  it('come from the machine and are never stored', async () => {
    const entry = new TestEntry({ sync: 'through' });
    entry.answer = ({ body }) => ({
      status: 201,
      headers: { 'x-flow': 'yes', connection: 'close' },
      body: Buffer.concat([body, Buffer.of(255)]),
    });
    const device = await relay.connect(entry);
    const reply = await device.post('hi', {}, '/sync');
    expect(reply.status).toBe(201);
    expect(reply.headers.get('x-flow')).toBe('yes');
    expect(Buffer.from(await reply.arrayBuffer())).toEqual(Buffer.from([104, 105, 255]));
    await device.tunnel.stop();
    await expect.poll(() => device.post('hi', {}, '/sync').then(({ status }) => status)).toBe(503);
    expect((await device.post('hi', {}, '/sync')).headers.get('retry-after')).toBe('60');
    expect(sql("SELECT seq FROM sqlite_sequence WHERE name = 'message'")).toEqual([]);
  });

  it('to a handshake come from the machine, though the call is stored', async () => {
    const entry = new TestEntry({ ask: 'asked' });
    entry.answer = () => ({ status: 200, body: 'challenge' });
    const device = await relay.connect(entry);
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, n) => device.post(String(n), {}, '/ask').then((reply) => reply.text())),
    );
    expect(new Set(all)).toEqual(new Set(['challenge']));
    await device.tunnel.stop();
    await expect.poll(() => device.post('x', {}, '/ask').then(({ status }) => status)).toBe(202);
  });
});

describe('deliveries', () => {
  const id = { 'webhook-id': 'msg_1', 'webhook-signature': 'v1,genuine' };

  it('are stored once, also when they are sent again later', async () => {
    const device = await relay.connect();
    const first = await (await device.post('a', id)).json();
    expect(await (await device.post('a', { ...id, 'user-agent': 'other' })).json()).toEqual(first);
    await expect.poll(waiting).toBe(0);
    expect((await device.post('a', id)).status).toBe(202);
    expect(await relay.metrics()).toContain('flowbench_relay_repeated_total 2');
    expect(device.entry.taken).toHaveLength(1);
  });

  it('are not pushed out by a forged copy, be it of the id or of the body too', async () => {
    const device = await relay.connect();
    await device.tunnel.stop();
    await device.post('forged', { ...id, 'webhook-signature': 'v1,bad' });
    await device.post('genuine', { ...id, 'webhook-signature': 'v1,bad' });
    await device.post('genuine', id);
    const awake = await relay.connect(new TestEntry(), { pairing: device.pairing });
    await expect.poll(() => awake.entry.taken.length).toBe(3);
    const last = awake.entry.taken[2];
    expect([String(last?.body), last?.headers['webhook-signature']]).toEqual(['genuine', 'v1,genuine']);
  });

  it('without an id are events of their own', async () => {
    const device = await relay.connect();
    for (let n = 0; n < 3; n++) await device.post('same');
    await expect.poll(() => device.entry.taken.length).toBe(3);
  });
});

describe('devices', () => {
  it('have mailboxes of their own', async () => {
    const [one, two] = [await relay.connect(), await relay.connect()];
    await one.post('for one');
    await two.post('for two');
    await expect.poll(() => [one.entry.bodies, two.entry.bodies]).toEqual([['for one'], ['for two']]);
  });

  it('are cut off when they are revoked, and their calls refused', async () => {
    const device = await relay.connect();
    expect(relay.devices((devices) => devices.revoke(device.pairing.device))).toBe(true);
    const news = await device.until('failing');
    expect(news).toMatchObject({ message: expect.stringContaining('revoked') });
    expect((await device.post('x')).status).toBe(404);
    const again = relay.start(new TestEntry(), device.pairing);
    await again.until('failing');
    expect(await relay.metrics()).toMatch(/refused_devices_total [1-9]/);
  });

  it('change their key while they are connected; the old one is worth nothing then', async () => {
    const device = await relay.connect();
    const old = device.pairing;
    await device.tunnel.rotate();
    await device.until('open');
    await expect.poll(() => sql('SELECT old_key_hash FROM device')[0]?.old_key_hash).toBe(null);
    const kept = JSON.parse(readFileSync(join(relay.folder, `${old.device}.json`), 'utf8'));
    expect(kept).toMatchObject({ previousKey: old.key });
    expect(statSync(join(relay.folder, `${old.device}.json`)).mode & 0o077).toBe(0);
    await device.tunnel.stop();
    await relay.connect(new TestEntry(), { pairing: kept });
    const thief = relay.start(new TestEntry(), old);
    expect(await thief.until('failing')).toMatchObject({
      message: expect.stringContaining('let this machine'),
    });
  });

  it('that know a newer key than a restored relay come with the one before, and change it again', async () => {
    const pairing = await relay.pair();
    const device = await relay.connect(new TestEntry(), {
      pairing: { ...pairing, key: 'a-newer-key-that-the-relay-does-not-know', previousKey: pairing.key },
    });
    await device.tunnel.stop();
    const { key } = device.pairing;
    await relay.connect(new TestEntry(), { pairing: { ...pairing, key } });
  });

  it('that connect a second time take the place of the first connection', async () => {
    const first = await relay.connect();
    const second = await relay.connect(new TestEntry(), { pairing: first.pairing });
    await first.until('failing');
    await first.tunnel.stop();
    await second.post('x');
    await expect.poll(() => second.entry.taken.length).toBe(1);
  });

  it('come back by themselves when the relay does, and at once when they wake', async () => {
    const device = await relay.connect();
    await relay.stop();
    await device.until('failing');
    await relay.open();
    device.tunnel.wake();
    await device.until('open');
    await device.post('x');
    await expect.poll(() => device.entry.taken.length).toBe(1);
  });
});

describe('pairing', () => {
  it('takes a code once', async () => {
    const { code } = relay.devices((devices) => devices.newCode());
    const { pairWith } = await import('#engine/tunnel');
    const about = { url: relay.url, name: 'x', seal: false };
    await pairWith({ ...about, code: code.toLowerCase().replaceAll('-', ' ') });
    await expect(pairWith({ ...about, code })).rejects.toMatchObject({ code: 'BAD_CODE' });
    await expect(pairWith({ ...about, code: 'WRONG' })).rejects.toMatchObject({ code: 'BAD_CODE' });
  });

  it('takes no code that is too old, and guesses are few', async () => {
    const { pairWith } = await import('#engine/tunnel');
    const { code } = relay.devices((devices) => devices.newCode(Date.now() - 16 * 60_000));
    const attempt = (given: string): Promise<unknown> =>
      pairWith({ url: relay.url, name: 'x', seal: false, code: given }).catch((error) => error.message);
    expect(await attempt(code)).toContain('too old');
    const all = await Promise.all(Array.from({ length: 20 }, (_, n) => attempt(`GUESS${n}`)));
    expect(all).toContain('There were too many attempts to pair.');
  });

  it('goes to a relay over plain HTTP only on this machine', async () => {
    const { pairWith } = await import('#engine/tunnel');
    const about = { name: 'x', seal: false, code: 'x' };
    const refused = { code: 'BAD_URL' };
    await expect(pairWith({ ...about, url: 'http://relay.example' })).rejects.toMatchObject(refused);
    await expect(pairWith({ ...about, url: 'nonsense' })).rejects.toMatchObject(refused);
  });
});

describe('sealing', () => {
  it('leaves nothing of a call that the relay could read', async () => {
    const device = await relay.connect(new TestEntry(), { seal: true });
    const open = await relay.connect();
    for (const each of [device, open]) await each.tunnel.stop();
    const secret = { authorization: 'Bearer sk-live-4711' };
    await device.post('SEALED-BODY-0815', secret, '/hook/SEALED-PATH');
    await open.post('OPEN-BODY-0815');
    const bytes = Buffer.concat(
      readdirSync(relay.dataDir).map((name) => readFileSync(join(relay.dataDir, name))),
    );
    expect(bytes.includes('OPEN-BODY-0815')).toBe(true);
    for (const word of ['SEALED-BODY', 'sk-live', 'SEALED-PATH']) expect(bytes.includes(word)).toBe(false);
    const awake = await relay.connect(new TestEntry(), { pairing: device.pairing });
    await expect.poll(() => awake.entry.bodies).toEqual(['SEALED-BODY-0815']);
    expect(awake.entry.taken[0]).toMatchObject({ url: '/hook/SEALED-PATH', headers: secret });
  });
});

describe('strangers', () => {
  it('hear the same of everything there is not', async () => {
    const device = await relay.connect();
    const { mailbox } = device.pairing;
    const paths = [
      '/',
      '/x',
      `/${mailbox}`,
      `/${mailbox}/other`,
      `/${'0'.repeat(32)}/hook`,
      '/device',
      '/pair',
    ];
    const heard = await Promise.all(
      paths.map(async (path) => {
        const reply = await fetch(relay.url + path);
        return `${reply.status} ${await reply.text()}`;
      }),
    );
    expect(new Set(heard).size).toBe(1);
    expect(heard[0]).toContain('404');
  });

  it('cannot connect as a device', async () => {
    const upgrade = (more: string): Promise<string> => {
      const socket = connect(relay.port, '127.0.0.1');
      socket.write(
        `GET /device HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${more}\r\n`,
      );
      return text(socket);
    };
    expect(await upgrade('')).toContain('404');
    expect(await upgrade(`Authorization: Bearer ${'x'.repeat(43)}\r\n`)).toContain('401');
  });
});

describe('limits', () => {
  const reopen = async (limits: Parameters<TestRelay['open']>[0]): Promise<void> => {
    await relay.stop();
    await relay.open(limits);
  };

  it('on the size of a body, said or not', async () => {
    const device = await relay.connect(new TestEntry({ hook: 'stored' }, 100));
    expect((await device.post('x'.repeat(100))).status).toBe(202);
    expect((await device.post('x'.repeat(101))).status).toBe(413);
    const chunks = `${'65\r\n'}${'x'.repeat(101)}\r\n0\r\n\r\n`;
    const socket = connect(relay.port, '127.0.0.1');
    socket.write(
      `POST /${device.pairing.mailbox}/hook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`,
    );
    expect(await text(socket)).toContain('413');
  });

  it('on what waits for a device, counted over restarts', async () => {
    await reopen({ maxMessages: 3 });
    const device = await relay.connect();
    await device.tunnel.stop();
    for (let n = 0; n < 3; n++) expect((await device.post('x')).status).toBe(202);
    expect((await device.post('x')).status).toBe(503);
    await reopen({ maxMessages: 3 });
    // A connection that was kept open ended with the relay.
    const status = (): Promise<number> =>
      device.post('x').then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(status).toBe(503);
    const awake = await relay.connect(new TestEntry(), { pairing: device.pairing });
    await expect.poll(waiting).toBe(0);
    expect((await awake.post('x')).status).toBe(202);
  });

  it('on calls from an address, which only a proxy may tell', async () => {
    await reopen({ perSource: 1 });
    const device = await relay.connect();
    const from = (address: string): Promise<number> =>
      device.post('x', { 'x-forwarded-for': `9.9.9.9, ${address}` }).then(({ status }) => status);
    const statuses = await Promise.all(Array.from({ length: 12 }, () => from('1.2.3.4')));
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
    expect(await from('1.2.3.5')).toBe(202);
    expect(device.entry.taken[0]?.remote ?? '1.2.3.4').toBe('1.2.3.4');
  });

  it('on calls for a device', async () => {
    await reopen({ perDevice: 1 });
    const device = await relay.connect();
    const statuses = await Promise.all(
      Array.from({ length: 12 }, (_, n) => device.post('x', { 'x-forwarded-for': `1.2.3.${n}` })),
    );
    expect(statuses.map(({ status }) => status)).toContain(429);
  });

  it('on patience with slow callers and large heads', async () => {
    await reopen({ headTime: 200, callTime: 400 });
    const { pairing } = await relay.connect();
    const send = (request: string): Promise<string> => {
      const socket = connect(relay.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(request);
      return text(socket);
    };
    expect(await send('POST / HTTP/1.1\r\nHost:')).toContain('408');
    const path = `/${pairing.mailbox}/hook`;
    expect(await send(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf`)).toContain('408');
    expect(await send(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`)).toContain('431');
    expect(waiting()).toBe(0);
  });

  it('on answers that do not come', async () => {
    await reopen({ answerTime: 50, maxOpenCalls: 1 });
    const entry = new TestEntry({ sync: 'through' });
    entry.answer = () => new Promise(() => undefined);
    const device = await relay.connect(entry);
    const [first, second] = [device.post('', {}, '/sync'), device.post('', {}, '/sync')];
    expect(new Set([(await first).status, (await second).status])).toEqual(new Set([503, 504]));
  });
});
