import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { closeHooks, openHook, sendRaw, type TestHook } from './index.ts';

afterEach(closeHooks);

const echo = { nodes: { same: { type: 'control.nothing' } }, edges: ['call -> same'] };
const line = (hook: TestHook, more = '', method = 'POST'): string =>
  `${method} ${new URL(hook.url).pathname}${more} HTTP/1.1\r\nHost: 127.0.0.1:${hook.port}\r\n`;
const statusOf = (answer: string): number => Number(answer.slice(9, 12));

describe('what is no call to a trigger', () => {
  test('gets the same answer everywhere, and leaves no trace', async () => {
    const hook = await openHook({ params: { path: 'orders/:id' }, ...echo });
    const [own = ''] = new URL(hook.url).pathname.split('/').slice(1);
    const other = own.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    const paths = [
      '',
      own,
      `${own}/orders`,
      `${own}/orders/1/2`,
      `${other}/orders/1`,
      'result',
      'result/evt_1',
      `${own}/%ff/1`,
    ];
    const answers = await Promise.all(
      paths.map(async (path) => {
        const answer = await fetch(`http://127.0.0.1:${hook.port}/${path}`, { method: 'POST', body: 'x' });
        return {
          status: answer.status,
          text: await answer.text(),
          headers: [...answer.headers.keys()].sort(),
        };
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
    expect(hook.events()).toEqual([]);
    expect((await fetch(hook.url.replace(':id', '1'), { method: 'POST' })).status).toBe(202);
  });

  test('a name that is not ours (DNS rebinding) is misdirected, until a tunnel brings it', async () => {
    const hook = await openHook(echo);
    const call = (host: string): Promise<string> =>
      sendRaw(
        hook.port,
        `${line(hook).replace(/Host: .*\r\n/, `Host: ${host}\r\n`)}Connection: close\r\nContent-Length: 0\r\n\r\n`,
      );
    expect(statusOf(await call('evil.example'))).toBe(421);
    expect(statusOf(await call(`127.0.0.1:${hook.port + 1}`))).toBe(421);
    const stop = hook.webhooks.listener.hosts.allow('hooks.example.com');
    expect(statusOf(await call('hooks.example.com'))).toBe(202);
    stop();
    expect(statusOf(await call('hooks.example.com'))).toBe(421);
    expect(statusOf(await sendRaw(hook.port, `${line(hook).replace(/Host: .*\r\n/, '')}\r\n`))).toBe(400);
    expect(hook.events()).toHaveLength(1);
  });

  test('is no HTTP, or too many headers', async () => {
    const hook = await openHook(echo);
    expect(statusOf(await sendRaw(hook.port, 'hello\r\n\r\n'))).toBe(400);
    const flood = Array.from({ length: 3000 }, (_, k) => `X-${k}: ${k}\r\n`).join('');
    expect(statusOf(await sendRaw(hook.port, `${line(hook)}${flood}\r\n`))).toBe(431);
    const smuggled = `${line(hook)}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;
    expect(statusOf(await sendRaw(hook.port, smuggled))).toBe(400);
    expect(hook.events()).toEqual([]);
  });

  test('comes too slowly: its connection ends, others are answered meanwhile', async () => {
    const hook = await openHook({ ...echo, listen: { headTime: 300, callTime: 600 } });
    const slowHead = sendRaw(hook.port, line(hook));
    const slowBody = sendRaw(hook.port, `${line(hook)}Content-Length: 10\r\n\r\n`, 'abc');
    expect((await hook.post()).status).toBe(202);
    expect(statusOf(await slowHead)).toBe(408);
    expect(statusOf(await slowBody)).toBe(408);
    expect(hook.events()).toHaveLength(1);
  });

  test('breaks off in the middle: half a call is none', async () => {
    const hook = await openHook(echo);
    const socket = connect(hook.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`${line(hook)}Content-Length: 10\r\n\r\nabc`);
    socket.end();
    socket.resume();
    await once(socket, 'close');
    expect((await hook.post()).status).toBe(202);
    expect(hook.events()).toHaveLength(1);
  });
});

describe('what a trigger does not take', () => {
  test('is too long, whether it says so or not', async () => {
    const hook = await openHook({ params: { maxSize: 1 }, ...echo });
    const large = Buffer.alloc(20 * 1024 * 1024, 'x');
    const said = await sendRaw(
      hook.port,
      `${line(hook)}Content-Length: ${large.length}\r\n\r\n`,
      large.subarray(0, 100_000),
    );
    expect(statusOf(said)).toBe(413);
    const chunk = Buffer.concat([
      Buffer.from('100000\r\n'),
      large.subarray(0, 0x100000),
      Buffer.from('\r\n'),
    ]);
    const chunked = `${line(hook)}Transfer-Encoding: chunked\r\n\r\n`;
    expect(statusOf(await sendRaw(hook.port, chunked, chunk, chunk))).toBe(413);
    const asked = await sendRaw(
      hook.port,
      `${line(hook)}Expect: 100-continue\r\nContent-Length: ${large.length}\r\n\r\n`,
    );
    expect(asked).not.toContain('100 Continue');
    expect(statusOf(asked)).toBe(413);
    expect(hook.events()).toEqual([]);
    expect(
      (await hook.post(large.subarray(0, 1000).toString(), { 'content-type': 'text/plain' })).status,
    ).toBe(202);
  });

  test('has another method or content type', async () => {
    const hook = await openHook({ params: { contentTypes: ['application/json'] }, ...echo });
    const got = await fetch(hook.url);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await hook.post('<a/>', { 'content-type': 'text/xml' })).status).toBe(415);
    expect((await hook.post('{}', { 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(202);
    expect(hook.events()).toHaveLength(1);
  });

  test('is not the JSON it says it is: the caller hears where, and the bytes are kept', async () => {
    const hook = await openHook(echo);
    const answer = await hook.post('{"a": }');
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { code: 'BAD_JSON' } }]);
    const [event] = hook.events();
    expect(event).toMatchObject({ state: 'quarantined', reason: expect.stringContaining('JSON') });
    expect(Buffer.from(hook.engine.journal.inbox.body(event?.id ?? '') ?? []).toString()).toBe('{"a": }');
    expect(hook.runs()).toEqual([]);
  });

  test('comes from an address that is not allowed, or one that a tunnel tells', async () => {
    const hook = await openHook({ params: { allow: ['203.0.113.0/24', '::1'] }, ...echo });
    expect((await hook.post()).status).toBe(403);
    hook.webhooks.listener.hosts.allow('hooks.example.com');
    const through = async (from: string): Promise<number> => {
      const head = line(hook).replace(/Host: .*\r\n/, 'Host: hooks.example.com\r\n');
      return statusOf(
        await sendRaw(
          hook.port,
          `${head}X-Forwarded-For: ${from}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
        ),
      );
    };
    expect(await through('203.0.113.9')).toBe(202);
    // What a caller writes there itself stands before what the tunnel adds.
    expect(await through('203.0.113.9, 198.51.100.1')).toBe(403);
    expect(hook.events()).toMatchObject([{ remote: '203.0.113.9' }]);
    await expect(openHook({ params: { allow: ['example.com'] } })).rejects.toThrow('neither an address');
  });

  test('comes too often', async () => {
    const hook = await openHook({ params: { maxCalls: 3, per: '1h' }, ...echo });
    const answers: Response[] = [];
    for (let k = 0; k < 5; k++) answers.push(await hook.post());
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 429, 429]);
    expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(1000);
    expect(hook.runs()).toHaveLength(3);
  });

  test('is more than fits into memory: it is asked to come again', async () => {
    const hook = await openHook({ ...echo, listen: { budget: 100_000 } });
    const answer = await hook.post('x'.repeat(200_000), { 'content-type': 'text/plain' });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await hook.post()).status).toBe(202);
  });
});

test('more events than there is room for wait in the inbox and lose nothing', async () => {
  const slow = { type: 'control.delay', params: { for: '20ms' } };
  const hook = await openHook({ nodes: { slow }, edges: ['call -> slow'] });
  const answers = await Promise.all(Array.from({ length: 300 }, (_, n) => hook.post({ n })));
  expect(answers.every(({ status }) => status === 202)).toBe(true);
  await expect
    .poll(() => hook.events().every(({ state }) => state === 'started'), { timeout: 10_000 })
    .toBe(true);
  await hook.quiet();
  expect(hook.runs()).toHaveLength(300);
  expect(hook.runs().every(({ status }) => status === 'succeeded')).toBe(true);
});

test('a delivery that a relay held for six hours counts from when the relay received it', async () => {
  const hook = await openHook({ params: { signature: 'slack' }, secret: { secret: 'hush' }, ...echo });
  const sixHoursAgo = Date.now() - 6 * 60 * 60_000;
  const body = Buffer.from('{"event_id":"e1"}');
  const time = String(Math.floor(sixHoursAgo / 1000));
  const signature = createHmac('sha256', 'hush').update(`v0:${time}:`).update(body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-slack-signature': `v0=${signature}`,
    'x-slack-request-timestamp': time,
  };
  expect((await hook.post(body.toString(), headers)).status).toBe(401);
  const url = new URL(hook.url).pathname;
  const held = { method: 'POST', url, headers, remote: '203.0.113.9', receivedAt: sixHoursAgo, body };
  expect((await hook.webhooks.listener.take(held)).status).toBe(202);
  expect((await hook.webhooks.listener.take(held)).status).toBe(202);
  expect((await hook.webhooks.listener.take({ ...held, url: '/nowhere' })).status).toBe(404);
  expect(hook.events()).toMatchObject([
    { state: 'quarantined' },
    { state: 'started', key: 'e1', repeats: 1 },
  ]);
  expect(hook.runs()).toHaveLength(1);
});

test('a flow that wants one run at a time has its events wait in order, with callers or without', async () => {
  const hook = await openHook({
    params: { respond: 'finished' },
    nodes: { slow: { type: 'control.delay', params: { for: '30ms' } } },
    edges: ['call -> slow'],
    settings: { concurrency: { mode: 'queue' } },
  });
  const answers = await Promise.all(Array.from({ length: 5 }, (_, n) => hook.post({ n })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  const times = hook.runs().map(({ startedAt, finishedAt = Number.NaN }) => [startedAt, finishedAt] as const);
  for (const [k, [start]] of times.entries())
    if (k > 0) expect(start).toBeGreaterThanOrEqual(times[k - 1]?.[1] ?? 0);
});
