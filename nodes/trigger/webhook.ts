import { z } from 'zod';
import { defineNode, field } from '#contract/node';

/** Services whose way to sign calls is known, and one's own. */
const SIGNATURES = [
  'github',
  'stripe',
  'slack',
  'shopify',
  'twilio',
  'standard',
  'zoom',
  'dropbox',
  'meta',
  'x',
  'hmac',
] as const;

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

The URL appears once the flow is active, and stays the same. See [the guide](guides/webhooks.md).`,
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
    deadline: field
      .duration('Answer within', {
        help: 'A flow that takes longer goes on; the caller gets an address at which the answer will be (202).',
        showIf: { respond: ['finished', 'node'] },
      })
      .default('30s'),
    auth: field
      .choice('Sign-in', ['basic', 'bearer', 'header', 'jwt'], {
        help: "How the caller proves who it is; the secret stands in the node's connection.",
      })
      .optional(),
    authHeader: field
      .text('Header', { help: 'The header that holds the secret.', showIf: { auth: ['header'] } })
      .regex(/^[\w-]+$/, 'is the name of a header, such as x-api-key')
      .default('x-api-key'),
    signature: field
      .choice('Signature', SIGNATURES, {
        help: "How the call is signed; the key stands in the node's connection.",
      })
      .optional(),
    hmac: z
      .object({
        header: field
          .text('Header', { placeholder: 'x-signature', help: 'The header with the signature.' })
          .min(1)
          .optional(),
        algorithm: field.choice('Algorithm', ['sha1', 'sha256', 'sha512']).optional(),
        encoding: field.choice('Encoding', ['hex', 'base64']).optional(),
        prefix: field
          .text('Prefix', { placeholder: 'sha256=', help: 'What stands before the signature.' })
          .optional(),
        signed: field
          .text('Signed text', {
            literal: true,
            placeholder: '{timestamp}.{body}',
            help: 'What is signed: {body} is the body, {timestamp} the time in the header named below.',
          })
          .optional(),
        timestamp: field
          .text('Time header', {
            help: 'The header with the time of signing in seconds; calls signed more than five minutes before they came are refused.',
          })
          .optional(),
      })
      .meta({
        label: 'HMAC',
        help: 'How an own signature is made; by default SHA-256 of the body, in hexadecimal, in x-signature.',
        showIf: { signature: ['hmac'] },
      })
      .optional(),
    handshake: field
      .choice('Handshake', ['slack', 'graph', 'meta', 'dropbox', 'zoom', 'x'], {
        help: 'Whose question whether this address is yours is answered; known where the signature is theirs.',
      })
      .optional(),
    dedupe: field
      .value('Delivery id', {
        deferred: true,
        placeholder: "{{ $json.headers['x-delivery-id'] }}",
        help: 'What tells deliveries apart: a second call with the same value starts no second run. Known services have their own.',
      })
      .optional(),
    contentTypes: field
      .names('Content types', {
        placeholder: 'application/json',
        help: 'Other ones are refused; by default any is taken.',
      })
      .optional(),
    maxSize: field
      .count('Largest body', 1, { unit: 'MB', help: 'Larger ones are refused.' })
      .max(100)
      .default(10),
    maxCalls: field
      .count('Most calls', 1, {
        help: 'So many in the time below; more are asked to come later. By default any number.',
      })
      .optional(),
    per: field.duration('Per', { help: 'The time in which they are counted.' }).default('1m'),
    allow: field
      .names('Allowed addresses', {
        placeholder: '192.30.252.0/22',
        help: 'Addresses and networks that may call; by default all.',
      })
      .optional(),
  }),
  connection: ['http.basic', 'http.bearer', 'http.apiKey', 'http.jwt', 'http.hmac'],
  replay: 'pure',
  effects: 'none',
  arm: (ctx) => ctx.takeCalls(ctx.params),
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
