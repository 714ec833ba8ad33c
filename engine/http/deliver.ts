import { Readable } from 'node:stream';
import type { Agent, Dispatcher } from 'undici';
import { EngineError } from '#contract/error';
import type { HttpAccess, SignableRequest } from '#engine/credentials';
import type { Hop } from './redirect.ts';

/** Statuses by which a service refuses who asks. */
const REFUSALS = new Set([401, 403, 407]);

/** Sends one hop as it is. */
export function send(agent: Agent, hop: Hop, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  const { body } = hop;
  return agent.request({
    origin: hop.url.origin,
    path: hop.url.pathname + hop.url.search,
    method: hop.method as Dispatcher.HttpMethod,
    headers: hop.headers,
    body: isStream(body) ? Readable.from(body, { objectMode: false }) : (body ?? null),
    signal,
  });
}

/**
 * Sends one hop signed. What the service refuses is sent once more where the signer has an answer
 * to that and the body can be sent again: a refused POST was not performed.
 *
 * @param more called before it is sent again
 */
export async function sendSigned(
  agent: Agent,
  hop: Hop,
  access: HttpAccess,
  signal: AbortSignal,
  more: () => void,
): Promise<Dispatcher.ResponseData> {
  const { signer } = access;
  const request = await signed(hop, access, signal);
  const answer = await send(agent, { ...hop, url: request.url, headers: request.headers }, signal);
  if (!REFUSALS.has(answer.statusCode) || !signer.refused || isStream(hop.body)) return answer;
  const again = await signer.refused(
    { status: answer.statusCode, headers: plainHeaders(answer.headers) },
    request,
    signal,
  );
  access.learn();
  if (!again) return answer;
  await answer.body.dump();
  more();
  const second = await signed(hop, access, signal);
  return send(agent, { ...hop, url: second.url, headers: second.headers }, signal);
}

/** A signed copy: what is signed is never carried on to the next hop. */
async function signed(hop: Hop, access: HttpAccess, signal: AbortSignal): Promise<SignableRequest> {
  const { method, body } = hop;
  const request: SignableRequest = {
    method,
    url: new URL(hop.url),
    headers: { ...hop.headers },
    body: isStream(body) ? 'stream' : body,
  };
  await access.signer.sign(request, signal);
  access.learn();
  if (request.url.origin !== hop.url.origin) throw new EngineError('signing changed where a request goes');
  return request;
}

/** Headers by lower-case name, repeated ones joined; without cookies. */
export function plainHeaders(given: Dispatcher.ResponseData['headers']): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (name !== 'set-cookie' && value !== undefined) headers[name] = [value].flat().join(', ');
  }
  return headers;
}

function isStream(body: Hop['body']): body is AsyncIterable<Uint8Array> {
  return body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array);
}
