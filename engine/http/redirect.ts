import { StepError } from '#contract/error';
import type { HttpRequest } from '#contract/node';

/** One hop of a request: what is sent to one URL. */
export interface Hop {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: HttpRequest['body'];
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const CREDENTIALS = ['authorization', 'proxy-authorization', 'cookie', 'host'];
const BODY_HEADERS = [
  'content-type',
  'content-length',
  'content-encoding',
  'content-language',
  'content-location',
];

/** Whether an answer with this status and location asks to go elsewhere. */
export function isRedirect(status: number, location: string | undefined): location is string {
  return REDIRECTS.has(status) && location !== undefined;
}

/**
 * What to send next, as browsers do it: 303 and a redirected POST become GET,
 * 307 and 308 repeat the request, and credentials stay with their origin.
 */
export function redirected(from: Hop, status: number, location: string): Hop {
  const url = targetOf(from.url, location);
  const becomesGet =
    (status === 303 && from.method !== 'HEAD' && from.method !== 'GET') ||
    ((status === 301 || status === 302) && from.method === 'POST');
  const drop = new Set([
    ...(becomesGet ? BODY_HEADERS : []),
    ...(url.origin === from.url.origin ? [] : CREDENTIALS),
  ]);
  const headers = Object.fromEntries(Object.entries(from.headers).filter(([name]) => !drop.has(name)));
  if (becomesGet) return { method: 'GET', url, headers, body: undefined };
  if (from.body !== undefined && typeof from.body !== 'string' && !(from.body instanceof Uint8Array)) {
    throw new StepError(
      `${from.url.host} redirects to ${url.host}, but a streamed body cannot be sent twice`,
      {
        code: 'REDIRECT_BODY',
        hint: `Use the final address in the URL: ${url.origin}${url.pathname}`,
        retryable: false,
      },
    );
  }
  return { method: from.method, url, headers, body: from.body };
}

function targetOf(base: URL, location: string): URL {
  const url = URL.parse(location, base);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new StepError(`${base.host} redirects to something that is not a web address`, {
      code: 'BAD_REDIRECT',
      hint: 'Check the URL; the service may be misconfigured.',
      retryable: false,
      detail: { location: location.slice(0, 200) },
    });
  }
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

export function tooManyRedirects(url: URL, limit: number): StepError {
  return new StepError(`${url.host} redirected more than ${limit} times`, {
    code: 'TOO_MANY_REDIRECTS',
    hint: 'Check the URL: two addresses may redirect to each other, often because a log-in is missing.',
    retryable: false,
    detail: { limit },
  });
}
