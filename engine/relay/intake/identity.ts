import { createHash } from 'node:crypto';
import type { CallHeadOnWire } from '#engine/relay-link';

/** Headers with which services say which delivery this is. */
const DELIVERY_IDS = [
  'x-github-delivery',
  'webhook-id',
  'svix-id',
  'x-shopify-webhook-id',
  'i-twilio-idempotency-token',
  'idempotency-key',
] as const;

/** Headers that are new with each attempt or on each way, and prove nothing. */
const VOLATILE =
  /^(x-forwarded-.*|forwarded|via|x-real-ip|cf-.*|cdn-loop|traceparent|tracestate|baggage|x-request-id|x-amzn-trace-id|date|connection|keep-alive|host|content-length|transfer-encoding|accept.*|user-agent|priority|te)$/;

/**
 * By what a delivery is known again: its id and everything that a listener may check, content,
 * signature and address. So a forged copy is another delivery and cannot push the genuine one
 * out. Undefined where a call says no delivery id: each is an event of its own.
 */
export function identityOf({ method, url, headers }: CallHeadOnWire, body: Uint8Array): Buffer | undefined {
  if (!DELIVERY_IDS.some((name) => headers[name] !== undefined)) return undefined;
  const hash = createHash('sha256').update(JSON.stringify([method, url]));
  for (const name of Object.keys(headers).sort()) {
    if (!VOLATILE.test(name)) hash.update(JSON.stringify([name, headers[name]]));
  }
  return hash.update('\n').update(body).digest();
}
