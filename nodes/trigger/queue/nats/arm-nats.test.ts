import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answers, describeBroker, memoryBlobs } from '#test/broker';
import { canMakeCertificates, makeAuthority } from '#test/certificates';
import { TriggerBench } from '#test/trigger';
import { nats } from './nats.ts';

await describeBroker({
  title: 'NATS JetStream',
  port: 4222,
  hint: 'start nats-server -js',
  asksForPassword: false,
  canEncrypt: false,
  arm: nats.arm,
  parse: (params) => nats.params.parse(params),
  async open() {
    const stream = `FLOWBENCH_${randomUUID()}`;
    const nc = await connect({ servers: '127.0.0.1:4222' });
    const manager = await jetstreamManager(nc);
    await manager.streams.add({ name: stream, subjects: [`${stream}.>`] });
    const js = manager.jetstream();
    return {
      params: { stream, prefetch: 2, consumer: 'test', redeliver: '1s' },
      connection: (port) => ({ servers: `127.0.0.1:${port}`, method: 'none' }),
      async send(payload, id) {
        await js.publish(`${stream}.${id}`, payload);
      },
      async left() {
        const { num_ack_pending, num_pending } = await manager.consumers.info(stream, 'test');
        return num_ack_pending + num_pending;
      },
      async close() {
        await manager.streams.delete(stream);
        await nc.close();
      },
    };
  },
});

test.skipIf(!(await answers(4222, 'start nats-server -js')))(
  'other subjects can be chosen for a consumer that is there',
  async () => {
    const stream = `FLOWBENCH_${randomUUID()}`;
    const nc = await connect({ servers: '127.0.0.1:4222' });
    const manager = await jetstreamManager(nc);
    await manager.streams.add({ name: stream, subjects: [`${stream}.>`] });
    const bench = new TriggerBench();
    let count = 0;
    try {
      for (const subjects of [[`${stream}.a`], [], [`${stream}.b`], [`${stream}.b`]]) {
        await bench.arm(nats.arm, nats.params.parse({ stream, subjects, first: 'all' }), {
          files: memoryBlobs(),
          connection: async () => ({
            type: '',
            values: { servers: '127.0.0.1:4222', method: 'none' },
            admit: () => undefined,
          }),
        });
        await manager
          .jetstream()
          .publish(`${stream}.${subjects.length === 0 ? 'c' : subjects[0]?.at(-1)}`, '1');
        await bench.untilStarted(++count);
        await bench.disarm();
      }
      expect(bench.started.map(({ items: [item] }) => String(item?.json.subject).at(-1))).toEqual([
        'a',
        'c',
        'b',
        'b',
      ]);
    } finally {
      await bench.close();
      await manager.streams.delete(stream);
      await nc.close();
    }
  },
);

const hasServer = spawnSync('nats-server', ['--version']).status === 0;

describe.skipIf(!hasServer)('a NATS server of its own', () => {
  const password = ['--user', 'ann', '--pass', 'secret'];
  let server: ChildProcess;
  let bench: TriggerBench;

  async function start(...options: string[]): Promise<number> {
    server = spawn('nats-server', ['-a', '127.0.0.1', '-p', '-1', ...options], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return new Promise((resolve, reject) => {
      let log = '';
      // Heard to its end: a server whose words nobody takes stops.
      server.stderr?.on('data', (words) => {
        log += words;
        const [, port] = /client connections on 127\.0\.0\.1:(\d+)/.exec(log) ?? [];
        if (port !== undefined && log.includes('Server is ready')) resolve(Number(port));
      });
      server.on('exit', () => reject(new Error(`nats-server has ended: ${log}`)));
    });
  }
  const arm = (values: object) =>
    bench.arm(nats.arm, nats.params.parse({ stream: 'ORDERS' }), {
      connection: async () => ({ type: '', values: { ...values }, admit: () => undefined }),
    });

  beforeEach(() => {
    bench = new TriggerBench();
  });
  afterEach(async () => {
    await bench.close();
    server.kill();
  });

  test('a wrong password is told in a sentence, and where there are no streams', async () => {
    const login = { servers: `127.0.0.1:${await start(...password)}`, method: 'password', user: 'ann' };
    await expect(arm({ ...login, password: 'wrong' })).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED' });
    await expect(arm({ ...login, password: 'secret' })).rejects.toMatchObject({
      message: expect.stringContaining('keeps no streams'),
    });
  });

  test.skipIf(!canMakeCertificates)(
    'encrypted, it wants a server with a certificate that it knows',
    async () => {
      const authority = makeAuthority();
      const folder = await mkdtemp(join(tmpdir(), 'flowbench-nats-'));
      const { cert, key } = authority.issue('server');
      await writeFile(join(folder, 'cert.pem'), cert);
      await writeFile(join(folder, 'key.pem'), key);
      try {
        const tls = ['--tls', '--tlscert', join(folder, 'cert.pem'), '--tlskey', join(folder, 'key.pem')];
        const login = { servers: `tls://127.0.0.1:${await start(...tls)}`, method: 'none' };
        await expect(arm(login)).rejects.toMatchObject({ hint: expect.stringContaining('certificate') });
        await expect(arm({ ...login, ca: authority.ca })).rejects.toMatchObject({
          message: expect.stringContaining('keeps no streams'),
        });
      } finally {
        authority.close();
        await rm(folder, { recursive: true });
      }
    },
  );
});
