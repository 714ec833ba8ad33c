import { z } from 'zod';
import { defineNode, field } from '#contract/node';
import { messageFields, prefetchField } from '../queue-fields.ts';
import { armAmqp } from './arm-amqp.ts';

export const amqp = defineNode({
  type: 'trigger.amqp',
  version: 1,
  title: 'AMQP queue',
  summary: 'Starts the flow for each message in a queue of RabbitMQ or another AMQP broker.',
  group: 'trigger',
  icon: 'rabbit',
  docs: `Each message starts one run with one item \`{ queue, exchange, key, id, headers, payload, size, receivedAt, contentType, correlationId, replyTo, redelivered }\`; \`key\` is its routing key. Bytes that are no text are the file \`payload\`.

A message is acknowledged when the start of its run is safely stored, not before: what happens to its run afterwards is in the history, and the broker does not send it again. When the connection is lost in between, the broker does; then its \`message_id\` tells that its run is there already. **Messages without a \`message_id\` may start a second run in that case**, unless **Identity** names a field that tells them apart.

With **Exchange**, the queue is bound to it, and made (durable) where it is not there yet.`,
  params: z.object({
    queue: field.text('Queue', { placeholder: 'orders' }).min(1).max(255),
    exchange: field
      .text('Exchange', {
        placeholder: 'shop',
        help: 'Binds the queue to it. Empty: the queue is there and bound.',
      })
      .max(255)
      .optional(),
    bindings: field
      .names('Routing keys', { placeholder: 'order.*', help: 'What the exchange is to put into the queue.' })
      .default(['#']),
    ...messageFields,
    prefetch: prefetchField(),
  }),
  connection: ['amqp.url'],
  replay: 'pure',
  effects: ({ exchange }) => ((exchange ?? '') === '' ? 'delete' : 'write'),
  examples: [
    {
      title: 'Orders from a queue',
      params: { queue: 'orders' },
      output: { out: [sampleMessage('orders', '2026-01-05T07:00:00.000Z')] },
    },
  ],
  arm: armAmqp,
  sample: ({ queue }, now) => [{ json: sampleMessage(queue, new Date(now).toISOString()) }],
});

function sampleMessage(queue: string, receivedAt: string): Record<string, unknown> {
  return {
    queue,
    exchange: '',
    key: queue,
    id: null,
    headers: {},
    contentType: 'application/json',
    correlationId: null,
    replyTo: null,
    redelivered: false,
    payload: {},
    size: 2,
    receivedAt,
  };
}
