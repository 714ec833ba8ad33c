import { randomUUID } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { expect, test } from 'vitest';
import { answers, describeBroker, memoryBlobs } from '#test/broker';
import { TriggerBench } from '#test/trigger';
import { nats } from './nats.ts';

await describeBroker({
  title: 'NATS JetStream',
  port: 4222,
  hint: 'start nats-server -js',
  asksForPassword: false,
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
