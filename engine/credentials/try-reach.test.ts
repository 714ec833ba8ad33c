import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type ReachPoint, tryReach } from './try-reach.ts';
import { connectionTypes } from './types/index.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that does this with whoever comes. */
async function listening(greet: (socket: Socket) => void): Promise<Omit<ReachPoint, 'greets'>> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.resume();
    greet(socket);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

const never = new AbortController().signal;

describe('reaching a server', () => {
  test('hears its greeting, in pieces too', async () => {
    const point = await listening((socket) => {
      socket.write('SS');
      setImmediate(() => socket.write('H-2.0-test\r\n'));
    });
    await tryReach({ ...point, greets: /^SSH-/ }, never);
  });

  test('is enough where the client speaks first', async () => {
    await tryReach(await listening(() => undefined), never);
  });

  test('tells of another kind of server, and of one that hangs up', async () => {
    const other = await listening((socket) => socket.write('220 mail\r\n'));
    await expect(tryReach({ ...other, greets: /^SSH-/ }, never)).rejects.toThrow('another kind of server');
    const curt = await listening((socket) => socket.end());
    await expect(tryReach({ ...curt, greets: /^SSH-/ }, never)).rejects.toThrow('hung up');
  });

  test('tells where nothing listens, and of a wrong encryption', async () => {
    const point = await listening((socket) => socket.write('220 mail\r\n'));
    await expect(tryReach({ ...point, tls: true }, never)).rejects.toThrow('cannot be reached');
    const [server] = servers.splice(0);
    await new Promise((done) => server?.close(done));
    await expect(tryReach(point, never)).rejects.toThrow('nothing listens there');
  });

  test('is given up with the caller', async () => {
    const end = new AbortController();
    const point = await listening(() => end.abort(new Error('enough')));
    await expect(tryReach({ ...point, greets: /^SSH-/ }, end.signal)).rejects.toThrow('enough');
  });
});

test.each([
  ['database.url', { url: 'postgres://u:p@db.example.com/shop' }, 'db.example.com', 5432],
  ['database.url', { url: 'mysql://u:p@a.example:3307,b.example/shop' }, 'a.example', 3307],
  ['database.url', { url: 'postgres://u:p@[::1]:5433/shop' }, '::1', 5433],
  ['amqp.url', { url: 'amqps://u:p@rabbit.example/x' }, 'rabbit.example', 5671],
  ['redis.url', { url: 'redis://redis.example:6380/0' }, 'redis.example', 6380],
  ['mqtt.broker', { url: 'mqtts://mqtt.example' }, 'mqtt.example', 8883],
  ['nats.server', { servers: 'tls://nats.example, other:4223' }, 'nats.example', 4222],
  ['mail.imap', { host: 'imap.example', port: 993, security: 'tls' }, 'imap.example', 993],
  ['ssh.key', { host: 'ssh.example', port: 22 }, 'ssh.example', 22],
])('%s %j', (type, values, host, port) => {
  expect(connectionTypes.get(type)?.reachAt?.(values)).toMatchObject({ host, port });
});
