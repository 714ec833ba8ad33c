import { jsonReply, type Reply, refusal, type WholeCall } from './listen/index.ts';
import type { WebhookSettings } from './settings.ts';
import { keyOf, type SecretValues, sameText, secretText, signParts } from './verify/index.ts';

/**
 * The answer to a call by which a service only asks whether the address is ours;
 * such a call is no event. Undefined for any other call.
 *
 * @param secret the values of the trigger's connection; asked for where the answer needs a key
 */
export async function shakeHands(
  kind: WebhookSettings['handshake'],
  call: WholeCall,
  secret: () => Promise<SecretValues>,
): Promise<Reply | undefined> {
  if (kind === undefined) return undefined;
  const query = new URLSearchParams(call.search);
  switch (kind) {
    case 'graph':
      return echo(query.get('validationToken'));
    case 'dropbox':
      return call.method === 'GET' ? echo(query.get('challenge')) : undefined;
    case 'meta':
      return query.get('hub.mode') === 'subscribe' ? meta(query, await secret()) : undefined;
    case 'x': {
      const token = call.method === 'GET' ? query.get('crc_token') : null;
      if (token === null) return undefined;
      return withKey(await secret(), (key) => ({
        response_token: `sha256=${signParts('sha256', key, [token]).toString('base64')}`,
      }));
    }
    case 'slack': {
      const body = bodyOf(call, 'url_verification');
      return body?.type === 'url_verification' ? echo(body.challenge) : undefined;
    }
    case 'zoom': {
      const body = bodyOf(call, 'endpoint.url_validation');
      if (body?.event !== 'endpoint.url_validation') return undefined;
      const { plainToken } = (body.payload ?? {}) as { plainToken?: unknown };
      if (typeof plainToken !== 'string') return refusal(400, 'HANDSHAKE', 'The token to answer is missing.');
      return withKey(await secret(), (key) => ({
        plainToken,
        encryptedToken: signParts('sha256', key, [plainToken]).toString('hex'),
      }));
    }
  }
}

/** Whether a handshake may come by a method that the trigger itself does not take. */
export function comesByGet(kind: WebhookSettings['handshake']): boolean {
  return kind === 'meta' || kind === 'dropbox' || kind === 'x';
}

function meta(query: URLSearchParams, secret: SecretValues): Reply | undefined {
  const expected = secretText(secret, 'verifyToken') ?? keyOf(secret);
  const isOurs = expected !== undefined && sameText(query.get('hub.verify_token') ?? '', expected);
  return isOurs ? echo(query.get('hub.challenge')) : refusal(403, 'HANDSHAKE', 'The verify token is wrong.');
}

function withKey(secret: SecretValues, answer: (key: string) => object): Reply {
  const key = keyOf(secret);
  if (key !== undefined) return jsonReply(200, answer(key));
  return refusal(503, 'NO_KEY', 'The connection of the trigger has no key to answer with.', {
    'retry-after': '60',
  });
}

/** As plain text, which no browser takes for a page. */
function echo(text: unknown): Reply | undefined {
  if (typeof text !== 'string' || text === '') return undefined;
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

/** The body as JSON, where it is short and mentions what is looked for: most calls are no handshakes. */
function bodyOf({ body }: WholeCall, word: string): Record<string, unknown> | undefined {
  if (body.byteLength > 8192 || !body.includes(word)) return undefined;
  try {
    const value = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
