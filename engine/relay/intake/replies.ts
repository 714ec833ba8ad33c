import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer to a call. */
export interface RelayReply {
  status: number;
  headers?: Readonly<Record<string, string | string[]>>;
  body?: Uint8Array | string;
}

/** Milliseconds that a caller whose call is refused may go on sending: cut off at once, it would not see why. */
const LINGER = 500;
/** Headers that belong to a connection, not to an answer. */
const OWN = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length)$/i;

export function json(status: number, value: unknown, headers: Record<string, string> = {}): RelayReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: `${JSON.stringify(value)}\n`,
  };
}

export function refusal(status: number, code: string, message: string, retryAfter?: number): RelayReply {
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return json(status, { error: { code, message } }, headers);
}

/** The same words for everything there is not: nobody learns which addresses there are. */
export const NOT_FOUND = refusal(404, 'NOT_FOUND', 'There is nothing here.');
export const BUSY = refusal(503, 'BUSY', 'Too much is arriving at once. Try again in a few seconds.', 5);
export const FULL = refusal(503, 'FULL', 'No more can be stored for this address. Try again later.', 300);
export const CANNOT_STORE = refusal(
  503,
  'CANNOT_STORE',
  'The call cannot be stored now. Try again later.',
  30,
);
export const ASLEEP = refusal(
  503,
  'UNAVAILABLE',
  'Whoever answers these calls is not there. Try again later.',
  60,
);
export const TOO_LATE = refusal(504, 'TOO_LATE', 'The answer did not come in time.');

export function tooMany(seconds: number): RelayReply {
  return refusal(429, 'RATE', 'Too many calls. Try again later.', seconds);
}

export function tooLarge(limit: number): RelayReply {
  return refusal(413, 'TOO_LARGE', `The body may have ${limit} bytes at most.`);
}

/** Answers; what has not been read of the call ends the connection. */
export function reply(request: IncomingMessage, response: ServerResponse, answer: RelayReply): void {
  if (response.headersSent || response.destroyed) return;
  const unread = !request.complete && hasBody(request);
  const { status, body } = answer;
  const carries = status !== 204 && status !== 304;
  try {
    for (const [name, value] of Object.entries(answer.headers ?? {})) {
      if (!OWN.test(name)) response.setHeader(name, value);
    }
  } catch {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    reply(request, response, refusal(502, 'BAD_ANSWER', 'The answer cannot be passed on.'));
    return;
  }
  if (unread) response.setHeader('connection', 'close');
  if (!response.hasHeader('cache-control')) response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  if (carries) {
    response.setHeader(
      'content-length',
      typeof body === 'string' ? Buffer.byteLength(body) : (body?.byteLength ?? 0),
    );
  }
  response.writeHead(status);
  response.end(request.method === 'HEAD' || !carries ? undefined : body);
  if (!unread) return;
  request.resume();
  setTimeout(() => request.destroy(), LINGER).unref();
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}
