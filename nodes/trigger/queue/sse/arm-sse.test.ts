import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { memoryBlobs } from '#test/broker';
import { TriggerBench } from '#test/trigger';
import { sse } from './sse.ts';

let bench: TriggerBench;
let url = '';
/** Those who listen, in order; each test answers them. */
let asked: { headers: IncomingHttpHeaders; response: ServerResponse }[] = [];
let onAsked: (() => void)[] = [];
let head: [number, Record<string, string>];
const server = createServer(({ headers }, response) => {
  response.writeHead(...head);
  response.flushHeaders();
  asked.push({ headers, response });
  for (const tell of onAsked.splice(0)) tell();
});

beforeEach(async () => {
  bench = new TriggerBench();
  asked = [];
  onAsked = [];
  head = [200, { 'content-type': 'text/event-stream; charset=utf-8' }];
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
});
afterEach(async () => {
  await bench.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

async function arm(params: object = {}, resumed = false): Promise<void> {
  bench.condition = undefined;
  await bench.arm(sse.arm, sse.params.parse({ url, ...params }), { resumed, files: memoryBlobs() });
}

async function listener(nr: number): Promise<{ headers: IncomingHttpHeaders; response: ServerResponse }> {
  for (;;) {
    const found = asked[nr];
    if (found) return found;
    await new Promise<void>((tell) => onAsked.push(tell));
  }
}

const told = () => bench.started.map(({ items: [item] }) => [item?.json.key, item?.json.payload]);

test('each event starts one run, over any number of chunks', async () => {
  await arm();
  const { response } = await listener(0);
  response.write(': hello\n\nid: 1\nevent: order\ndata: {"a"');
  response.write(':\ndata: "é"}\n\nid: 2\ndata: plain\n\n');
  await bench.untilStarted(2);
  expect(told()).toEqual([
    ['order', { a: 'é' }],
    ['message', 'plain'],
  ]);
});

test('only of the kinds that are wanted', async () => {
  await arm({ events: ['order'] });
  (await listener(0)).response.write('event: other\ndata: 1\n\nevent: order\ndata: 2\n\n');
  await bench.untilStarted(1);
  expect(told()).toEqual([['order', 2]]);
});

test('a stream that ends is opened again when the server wants it, from the last event', async () => {
  await arm();
  const first = await listener(0);
  first.response.end('retry: 60000\nid: 7\ndata: 1\n\n');
  await bench.untilStarted(1);
  while (asked.length < 2) {
    bench.clock.moveBy(60_000);
    await new Promise(setImmediate);
  }
  const second = await listener(1);
  expect(second.headers['last-event-id']).toBe('7');
  second.response.write('id: 7\ndata: 1\n\nid: 8\ndata: 2\n\n');
  await bench.untilStarted(2);
  expect(told()).toEqual([
    ['message', 1],
    ['message', 2],
  ]);
});

test('killed before it was stored, an event is asked for again; killed after it, it starts no second run', async () => {
  await arm();
  bench.beforeCommit = () => {
    throw new Error('killed');
  };
  (await listener(0)).response.write('id: 1\ndata: 1\n\n');
  await bench.until('error');
  await bench.disarm();
  bench.beforeCommit = () => undefined;
  bench.afterCommit = () => {
    throw new Error('killed');
  };
  await arm({}, true);
  const second = await listener(1);
  expect(second.headers['last-event-id']).toBeUndefined();
  second.response.write('id: 1\ndata: 1\n\n');
  await bench.until('error');
  await bench.disarm();
  bench.afterCommit = () => undefined;
  await arm({}, true);
  const third = await listener(2);
  expect(third.headers['last-event-id']).toBe('1');
  third.response.write('id: 1\ndata: 1\n\nid: 2\ndata: 2\n\n');
  await bench.untilStarted(2);
  expect(told()).toEqual([
    ['message', 1],
    ['message', 2],
  ]);
});

test('a line that breaks is told of', async () => {
  await arm();
  (await listener(0)).response.write('id: 1\ndata: 1\n\n');
  await bench.untilStarted(1);
  server.closeAllConnections();
  expect(await bench.until('error')).toMatchObject({ message: expect.stringContaining('127.0.0.1') });
});

test('while an event is not stored, no other is taken', async () => {
  const gate = Promise.withResolvers<void>();
  let tried = 0;
  bench.beforeCommit = () => {
    tried++;
    return gate.promise;
  };
  await arm();
  const { response } = await listener(0);
  await new Promise((done) => response.write('data: 1\n\ndata: 2\n\ndata: 3\n\n', done));
  while (tried === 0) await new Promise(setImmediate);
  expect(tried).toBe(1);
  gate.resolve();
  await bench.untilStarted(3);
});

test.each([
  [401, {}, 'refuses the sign-in'],
  [500, {}, 'status 500'],
  [200, { 'content-type': 'text/html' }, 'sends text/html'],
])('status %i with %o is told when the flow is activated', async (status, headers, message) => {
  head = [status, headers];
  void listener(0).then(({ response }) => response.end());
  await expect(arm()).rejects.toMatchObject({
    message: expect.stringContaining(message),
    hint: expect.any(String),
  });
});
