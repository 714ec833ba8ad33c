import { StepError } from '#contract/error';
import type { HttpResponse } from '#contract/node';

const RETRYABLE = new Set([408, 425, 429, 500, 502, 503, 504]);
const EXCERPT = 2000;
const SHOWN_HEADERS = ['content-type', 'retry-after', 'location', 'www-authenticate', 'x-request-id', 'date'];

const HINTS: Readonly<Record<number, string>> = {
  400: 'The service did not understand the request: compare body and query with its documentation.',
  401: 'Log in: check the credential of this node.',
  403: 'The credential may not do this: check its permissions.',
  404: 'Check the address and the ids in it.',
  405: 'Check the method of the request.',
  409: 'The service reports a conflict, often because the record exists already.',
  413: 'Send less at once.',
  415: 'Check the body type and the content-type header.',
  422: 'The service refused the values: see the excerpt of its answer.',
  429: 'Too many requests: let the node retry, or slow it down with a rate limit.',
};

/** The error for an answer that is no success, with the beginning of its body. Reads the body. */
export async function statusError(method: string, response: HttpResponse): Promise<StepError> {
  const { status, headers } = response;
  const url = URL.parse(response.url);
  const where = url ? url.host + url.pathname : response.url;
  const retryAfter = retryAfterOf(headers['retry-after']);
  return new StepError(`${method} ${where} was answered with status ${status}`, {
    code: `HTTP_${status}`,
    hint:
      HINTS[status] ??
      (status >= 500 ? 'The service has a problem; try again later.' : 'See the excerpt of the answer.'),
    retryable: RETRYABLE.has(status),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    detail: {
      status,
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => SHOWN_HEADERS.includes(name))),
      body: await excerpt(response),
    },
  });
}

/** Milliseconds to wait that a Retry-After header asks for: a number of seconds, or a date. */
export function retryAfterOf(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Math.round(Number(value) * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

async function excerpt(response: HttpResponse): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size >= EXCERPT) break;
    }
  } catch {
    // The status says more than why its explanation could not be read.
  }
  return Buffer.concat(chunks)
    .subarray(0, EXCERPT)
    .toString()
    .replace(/\ufffd+$/, '');
}
