import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import { describeBroker } from '#test/broker';
import { amqp } from './amqp.ts';

const login = (password = 'guest') => `guest:${password}@127.0.0.1`;

await describeBroker({
  title: 'RabbitMQ',
  port: 5672,
  hint: 'start RabbitMQ with its user guest',
  asksForPassword: true,
  canEncrypt: true,
  arm: amqp.arm,
  parse: (params) => amqp.params.parse(params),
  async open() {
    const queue = `flowbench-${randomUUID()}`;
    const model = await connect(`amqp://${login()}`);
    const channel = await model.createConfirmChannel();
    await channel.assertQueue(queue, { durable: true });
    return {
      params: { queue, prefetch: 2 },
      connection: (port, wrong) => ({ url: `amqp://${login(wrong && 'wrong-password')}:${port}` }),
      secure: (port) => ({ url: `amqps://${login()}:${port}` }),
      async send(payload, messageId) {
        channel.sendToQueue(queue, Buffer.from(payload), { messageId });
        await channel.waitForConfirms();
      },
      left: async () => (await channel.checkQueue(queue)).messageCount,
      async close() {
        await channel.deleteQueue(queue);
        await model.close();
      },
    };
  },
});
