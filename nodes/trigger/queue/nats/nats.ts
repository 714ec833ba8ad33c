import { z } from 'zod';
import { parseDuration } from '#contract/flow';
import { defineNode, field } from '#contract/node';
import { messageFields, prefetchField } from '../queue-fields.ts';
import { armNats } from './arm-nats.ts';

export const nats = defineNode({
  type: 'trigger.nats',
  version: 1,
  title: 'NATS stream',
  summary: 'Starts the flow for each message of a NATS JetStream stream.',
  group: 'trigger',
  icon: 'waypoints',
  docs: `Each message starts one run with one item \`{ stream, subject, key, id, headers, payload, size, receivedAt, sentAt, redelivered }\`; \`id\` is its number in the stream. Bytes that are no text are the file \`payload\`.

The server keeps how far this trigger has come, in a durable consumer of the stream. A message is acknowledged when the start of its run is safely stored; one that was not comes again, and starts no second run. Flowbench on several machines with the same consumer share the messages.

Only streams (JetStream) are listened to: what is published to a subject that no stream keeps would be lost whenever Flowbench is away.`,
  params: z.object({
    stream: field
      .text('Stream', { placeholder: 'ORDERS' })
      .regex(/^[^\s.*>/\\]+$/, 'is a name without dots, spaces and wildcards'),
    subjects: field
      .names('Subjects', { placeholder: 'orders.*.created', help: 'Only these. Empty: the whole stream.' })
      .default([]),
    consumer: field
      .text('Consumer', { help: 'Name of the durable consumer. Empty: one of this flow.' })
      .regex(/^[^\s.*>/\\]*$/, 'is a name without dots, spaces and wildcards')
      .optional(),
    first: field
      .choice('First look', ['new', 'all'], {
        help: 'Where the consumer is made: only what comes later starts runs, or everything does.',
      })
      .default('new'),
    ...messageFields,
    prefetch: prefetchField(),
    redeliver: field
      .duration('Again after', { help: 'When the server sends a message again that was not acknowledged.' })
      .refine((again) => (parseDuration(again) ?? 0) >= 1000, 'is at least 1s')
      .default('30s'),
  }),
  connection: ['nats.server'],
  replay: 'pure',
  effects: 'read',
  examples: [
    {
      title: 'New orders',
      params: { stream: 'ORDERS', subjects: ['orders.*.created'] },
      output: { out: [sampleMessage('ORDERS', 'orders.*.created', '2026-01-05T07:00:00.000Z')] },
    },
  ],
  arm: armNats,
  sample: ({ stream, subjects }, now) => [
    { json: sampleMessage(stream, subjects[0] ?? '', new Date(now).toISOString()) },
  ],
});

function sampleMessage(stream: string, subject: string, at: string): Record<string, unknown> {
  return {
    stream,
    subject,
    key: subject,
    id: '1',
    headers: {},
    sentAt: at,
    redelivered: false,
    payload: {},
    size: 2,
    receivedAt: at,
  };
}
