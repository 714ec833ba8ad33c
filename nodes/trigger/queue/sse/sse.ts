import { z } from 'zod';
import { defineNode, field } from '#contract/node';
import { webConnections } from '#nodes/connect';
import { messageFields } from '../queue-fields.ts';
import { armSse } from './arm-sse.ts';

export const sse = defineNode({
  type: 'trigger.sse',
  version: 1,
  title: 'Server-sent events',
  summary: 'Starts the flow for each event of a web address that keeps sending them (SSE).',
  group: 'trigger',
  icon: 'radio',
  docs: `Each event starts one run with one item \`{ url, key, id, headers, payload, size, receivedAt }\`; \`key\` is the kind of event, \`message\` where it has none.

When the stream ends it is opened again, after the time that the server asks for. It is told the id of the last event whose run is safely stored (\`Last-Event-ID\`), so that it can send what came since; an event with an id that was there before starts no second run. **What a server without ids sends while nobody listens is lost**: that is how such streams are.`,
  params: z.object({
    url: field.text('URL', { editor: 'url', placeholder: 'https://api.example.com/events' }).min(1),
    query: field.keyValue('Query', { help: 'Added to the URL.' }).optional(),
    headers: field.keyValue('Headers').optional(),
    events: field
      .names('Events', { placeholder: 'order.created', help: 'Only of these kinds. Empty: all.' })
      .default([]),
    ...messageFields,
  }),
  connection: webConnections,
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Orders as they come',
      params: { url: 'https://api.example.com/events', events: ['order.created'] },
      output: {
        out: [sampleEvent('https://api.example.com/events', 'order.created', '2026-01-05T07:00:00.000Z')],
      },
    },
  ],
  arm: armSse,
  sample: ({ url, events }, now) => [
    { json: sampleEvent(url, events[0] ?? 'message', new Date(now).toISOString()) },
  ],
});

function sampleEvent(url: string, kind: string, receivedAt: string): Record<string, unknown> {
  return { url, key: kind, id: null, headers: {}, payload: {}, size: 2, receivedAt };
}
