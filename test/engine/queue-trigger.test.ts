import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { expect, test } from 'vitest';
import { Engine } from '#engine/host';
import { TriggerHost } from '#engine/triggers';
import { catalogue } from '#nodes';
import { answers, Relay } from '#test/broker';
import { MemoryCredentials } from '#test/credentials';

const isThere = await answers(5672, 'start RabbitMQ with its user guest');

test.skipIf(!isThere)(
  'messages become runs of an active flow, over a cut line and a restart, and no password is on disk',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flowbench-queue-'));
    const relay = await Relay.to(5672);
    const password = 'guest%20guest';
    const queue = `flowbench-${randomUUID()}`;
    const model = await connect('amqp://guest:guest@127.0.0.1');
    const channel = await model.createConfirmChannel();
    await channel.assertQueue(queue);
    const send = async (order: number): Promise<void> => {
      channel.sendToQueue(queue, Buffer.from(JSON.stringify({ order })), { messageId: String(order) });
      await channel.waitForConfirms();
    };
    const credentials = new MemoryCredentials();
    const bind = (secret: string) =>
      credentials.set('mq', 'amqp.url', { url: `amqp://guest:${secret}@127.0.0.1:${relay.port}` });
    const path = join(folder, 'main.flow.json');
    const nodes = { in: { type: 'trigger.amqp', connection: 'mq', params: { queue } } };
    const text = JSON.stringify({
      flowbench: 1,
      id: 'f',
      name: 'F',
      connections: { mq: { type: 'amqp.url' } },
      nodes,
      edges: [],
    });
    const open = async () => {
      const { store, bindings } = credentials;
      const engine = await Engine.open({
        catalogue,
        dataDir: join(folder, 'data'),
        credentials: { store, bindings },
      });
      const host = new TriggerHost(engine);
      await host.takeUp(
        await engine.resumeAll(),
        () => true,
        async () => undefined,
      );
      const until = async (holds: () => boolean): Promise<void> => {
        const changed = Promise.withResolvers<void>();
        const stop = host.subscribe(() => holds() && changed.resolve());
        if (!holds()) await changed.promise;
        stop();
      };
      const succeeded = () => engine.journal.runs().filter(({ status }) => status === 'succeeded').length;
      return { engine, host, until, succeeded };
    };
    let life = await open();
    try {
      bind(password);
      await expect(life.host.activate({ path, text, trust: false })).rejects.toMatchObject({
        code: 'SIGN_IN_REFUSED',
      });
      bind('guest');
      await life.host.activate({ path, text, trust: false });
      await send(1);
      await life.until(() => life.succeeded() === 1);
      relay.cut();
      await life.until(() => life.host.status(path)?.triggers[0]?.condition.state === 'error');
      await send(2);
      await life.until(() => life.succeeded() === 2);
      expect(life.host.status(path)?.triggers[0]?.condition.state).toBe('listening');
      await life.host.close();
      await life.engine.close();
      await send(3);
      life = await open();
      await life.until(() => life.succeeded() === 3);
      expect((await channel.checkQueue(queue)).messageCount).toBe(0);
      const journal = await readFile(join(folder, 'data', 'journal.db'), 'latin1');
      expect(journal).toContain(queue);
      expect(journal).not.toContain(password);
    } finally {
      await life.host.close();
      await life.engine.close();
      await channel.deleteQueue(queue);
      await model.close();
      await relay.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
);
