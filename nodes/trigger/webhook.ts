import { z } from 'zod';
import { defineNode, field } from '#contract/node';

export const webhook = defineNode({
  type: 'trigger.webhook',
  version: 1,
  title: 'Webhook',
  summary: 'Starts the flow when another system calls its URL.',
  group: 'trigger',
  icon: 'webhook',
  docs: `Each call starts one run with one item: \`{ headers, query, params, body, method, url, receivedAt }\`.
Header names are lower-case; \`body\` is parsed when it is JSON or a form, and text otherwise.

**Answer**: at once when the call is safely stored (202), when the flow has finished (with its result), or by a Respond node.
A call that fails the signature or the sign-in check never starts a run.

**Not yet**: nothing listens at its URL today. Runs of it are started by hand, with the calls given as input.`,
  params: z.object({
    path: field
      .text('Path', {
        placeholder: 'orders/:id',
        help: 'The end of the URL; a part like ":id" comes in as a parameter. Empty for a URL of random letters.',
      })
      .regex(/^[\w\-.~:/]*$/, 'may hold letters, digits and - _ . ~ / only, and : before a parameter')
      .default(''),
    method: field
      .choice('Method', ['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'ANY'], {
        help: 'Which kind of call is accepted.',
      })
      .default('POST'),
    respond: field
      .choice('Answer', ['received', 'finished', 'node'], {
        help: 'When the caller gets its answer: at once, when the flow has finished, or from a Respond node.',
      })
      .default('received'),
    auth: field
      .choice('Sign-in', ['basic', 'header', 'jwt'], {
        help: "How the caller proves who it is; the secret stands in the node's connection.",
      })
      .optional(),
    signature: field
      .choice('Signature', ['github', 'stripe', 'slack', 'shopify', 'twilio', 'standard', 'hmac'], {
        help: "How the call is signed; the key stands in the node's connection.",
      })
      .optional(),
    dedupe: field
      .value('Delivery id', {
        deferred: true,
        placeholder: "{{ $json.headers['x-delivery-id'] }}",
        help: 'What tells deliveries apart: a second call with the same value starts no second run.',
      })
      .optional(),
  }),
  connection: ['http.basic', 'http.apiKey', 'http.jwt', 'http.hmac'],
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Orders from a shop',
      params: { path: 'orders/:id', method: 'POST', dedupe: "{{ $json.headers['x-delivery-id'] }}" },
      output: {
        out: [
          {
            headers: {},
            query: {},
            params: { id: '' },
            body: {},
            method: 'POST',
            url: '/orders/:id',
            receivedAt: '2026-01-05T07:00:00.000Z',
          },
        ],
      },
    },
  ],
  sample({ path, method }, now) {
    const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => [name, '']);
    const json = {
      headers: {},
      query: {},
      params: Object.fromEntries(names),
      body: {},
      method: method === 'ANY' ? 'POST' : method,
      url: `/${path.replace(/^\/+/, '')}`,
      receivedAt: new Date(now).toISOString(),
    };
    return [{ json }];
  },
});
