import { createHash, createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '#contract/error';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';
import type { SignableRequest } from '../signer.ts';
import { authorityField, trusting } from '../tls/authority.ts';
import { type Filling, fill } from './fill.ts';

const ALGORITHMS = ['sha256', 'sha512', 'sha384', 'sha1', 'md5'] as const;
const ENCODINGS = ['hex', 'base64', 'base64url'] as const;

export const httpHmac = defineConnectionType({
  type: 'http.hmac',
  title: 'Signed requests (HMAC)',
  summary: 'Each request is signed with a shared secret, by a recipe of the service.',
  icon: 'signature',
  group: 'web',
  docs: 'What is signed and which headers are sent is written with these names: `{{method}}`, `{{host}}`, `{{path}}`, `{{query}}` (without ?), `{{target}}` (path and query), `{{url}}`, `{{timestamp}}`, `{{date}}` (as in the Date header), `{{nonce}}`, `{{body}}`, `{{bodyHash}}`, `{{contentType}}`, `{{keyId}}`; in headers also `{{signature}}`. A line break in the text is a line break in what is signed.',
  fields: z.object({
    secret: field.secret('Secret').min(1),
    secretEncoding: field
      .choice('Secret is written as', ['text', 'base64', 'hex'], {
        help: 'Services that show it as base64 or hex usually mean the bytes behind it.',
      })
      .default('text'),
    keyId: field.text('Key id', { help: 'Tells the service whose secret it is.' }).optional(),
    toSign: field
      .text('What is signed', { editor: 'multiline', literal: true })
      .default('{{method}}\n{{path}}\n{{query}}\n{{timestamp}}\n{{bodyHash}}'),
    algorithm: field.choice('Algorithm', ALGORITHMS).default('sha256'),
    encoding: field.choice('Signature is written as', ENCODINGS).default('hex'),
    bodyAlgorithm: field.choice('Hash of the body', ALGORITHMS).default('sha256'),
    bodyEncoding: field.choice('Written as', ENCODINGS).default('hex'),
    timestamp: field.choice('Timestamp', ['seconds', 'milliseconds', 'iso']).default('seconds'),
    headers: field
      .keyValue('Headers', { literal: true })
      .default({ 'x-timestamp': '{{timestamp}}', 'x-signature': '{{signature}}' }),
    ca: authorityField(),
  }),
  signer(credential, { now }) {
    const { values } = credential;
    const secret = String(values.secret);
    const key = Buffer.from(
      secret,
      values.secretEncoding === 'text' ? 'utf8' : (values.secretEncoding as 'hex'),
    );
    const encoding = values.encoding as (typeof ENCODINGS)[number];
    return {
      ...trusting(credential),
      sign(request) {
        const parts = partsOf(request, new Date(now()), values);
        const text = fill(String(values.toSign), parts);
        const signature = createHmac(String(values.algorithm), key).update(text).digest(encoding);
        for (const [name, template] of Object.entries(values.headers as Record<string, unknown>)) {
          request.headers[name.toLowerCase()] = fill(String(template), { ...parts, signature });
        }
      },
      secrets: () => [secret],
    };
  },
});

function partsOf(request: SignableRequest, time: Date, values: Readonly<Record<string, unknown>>): Filling {
  const { method, url, headers } = request;
  const nonce = randomBytes(16).toString('hex');
  return {
    method,
    host: url.host,
    path: url.pathname,
    query: url.search.slice(1),
    target: url.pathname + url.search,
    url: url.href,
    timestamp: timestampOf(time, values.timestamp),
    date: time.toUTCString(),
    nonce,
    contentType: headers['content-type'] ?? '',
    keyId: String(values.keyId ?? ''),
    body: () => Buffer.from(bodyOf(request)).toString(),
    bodyHash: () =>
      createHash(String(values.bodyAlgorithm))
        .update(bodyOf(request))
        .digest(values.bodyEncoding as (typeof ENCODINGS)[number]),
  };
}

function timestampOf(time: Date, form: unknown): string {
  if (form === 'iso') return time.toISOString();
  return String(form === 'milliseconds' ? time.getTime() : Math.floor(time.getTime() / 1000));
}

/** @throws UserError where the body is sent as a stream: what is not known cannot be signed */
function bodyOf({ body, url }: SignableRequest): string | Uint8Array {
  if (body !== 'stream') return body ?? '';
  throw new UserError(
    `nothing was sent to ${url.host}: the connection signs the body, but a file is sent as a stream`,
    {
      code: 'CONNECTION_BODY',
      hint: 'Send the content as text or JSON, or leave the body out of what the credential signs.',
    },
  );
}
