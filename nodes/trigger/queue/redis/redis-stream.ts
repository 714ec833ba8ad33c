import { z } from 'zod';
import { defineNode, field } from '#contract/node';
import { messageFields, prefetchField } from '../queue-fields.ts';
import { armRedisStream } from './arm-redis-stream.ts';

export const redisStream = defineNode({
  type: 'trigger.redisStream',
  version: 1,
  title: 'Redis stream',
  summary: 'Starts the flow for each entry of a Redis stream.',
  group: 'trigger',
  icon: 'layers',
  docs: `Each entry starts one run with one item \`{ stream, key, id, headers, payload, size, receivedAt }\`. Without **Field** the payload is an object of all its fields, as text (what is no text as base64); with it, the payload is what that field holds, read as **Payload** says, and \`headers\` are the other fields.

The entries are read as a consumer group, so that several readers may share them. An entry is acknowledged when the start of its run is safely stored; one that was not comes again, and starts no second run. An entry that has been removed from the stream before it was read is gone.`,
  params: z.object({
    stream: field.text('Stream', { placeholder: 'orders' }).min(1),
    group: field
      .text('Group', { help: 'Name of the consumer group; it is made where it is not there.' })
      .min(1)
      .default('flowbench'),
    field: field.text('Field', { placeholder: 'data', help: 'The one that holds the payload.' }).optional(),
    first: field
      .choice('First look', ['new', 'all'], {
        help: 'Where the group is made: only what comes later starts runs, or everything does.',
      })
      .default('new'),
    ...messageFields,
    prefetch: prefetchField(),
  }),
  connection: ['redis.url'],
  replay: 'pure',
  effects: 'read',
  examples: [
    {
      title: 'Orders in a stream',
      params: { stream: 'orders', field: 'data' },
      output: { out: [sampleEntry('orders', Date.parse('2026-01-05T07:00:00.000Z'))] },
    },
  ],
  arm: armRedisStream,
  sample: ({ stream }, now) => [{ json: sampleEntry(stream, now) }],
});

function sampleEntry(stream: string, now: number): Record<string, unknown> {
  const id = `${now}-0`;
  const receivedAt = new Date(now).toISOString();
  return { stream, key: id, id, headers: {}, payload: {}, size: 2, receivedAt };
}
