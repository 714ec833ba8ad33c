import { StepError } from '#contract/error';
import type { HttpResponse } from '#contract/node';
import type { SigningHttp } from '../http-access.ts';
import { withEndpointHttp } from './endpoint-http.ts';
import type { OAuthSettings } from './fields.ts';
import { TokenRefused } from './token-refused.ts';
import type { TokenRequest } from './token-request.ts';
import { withoutSecrets } from './without-secrets.ts';

/** A request to a token endpoint waits this long; everybody who needs the token waits with it. */
const TIMEOUT = 30_000;
/** Answers of token endpoints are a few kilobytes; some hold certificates. */
const MAX_BYTES = 1024 * 1024;

/** What a token endpoint has answered. */
export interface EndpointAnswer {
  values: Readonly<Record<string, unknown>>;
  /** Milliseconds by which the other side's clock is ahead of ours, where it tells. */
  skew: number | undefined;
}

export interface EndpointServices {
  http: SigningHttp;
  now(): number;
}

/**
 * Asks a token endpoint (or the device endpoint, which speaks the same way). Redirects are not
 * followed: the secrets are for this address alone.
 *
 * @param secrets texts that no sentence may repeat
 * @throws TokenRefused where the service says no; StepError where it is not reached or not understood
 */
export async function askEndpoint(
  { http, now }: EndpointServices,
  { ca }: Pick<OAuthSettings, 'ca'>,
  request: TokenRequest,
  secrets: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<EndpointAnswer> {
  const { body, ...rest } = request;
  const host = new URL(request.url).host;
  const { response, text } = await withEndpointHttp(http, ca, async (client) => {
    const response = await client.request({
      ...rest,
      ...(body === undefined ? {} : { body }),
      signal,
      timeout: TIMEOUT,
      maxBytes: MAX_BYTES,
      maxRedirects: 0,
    });
    return { response, text: await readText(response, host) };
  });
  const { status, headers } = response;
  const values = readValues(text, headers['content-type'] ?? '');
  const skew = skewOf(headers.date, now());
  const said = values && saidError(values);
  if (values && status < 300 && !said) return { values, skew };
  const busy =
    status >= 500 || (status === 429 && said !== 'slow_down') || said === 'temporarily_unavailable';
  if (busy) throw unavailable(host, response, now());
  if (said && values) {
    const description = withoutSecrets(described(values), secrets);
    throw new TokenRefused(host, withoutSecrets(said, secrets), description, skew);
  }
  if (status >= 300 && status < 400) {
    throw redirects(host, withoutSecrets(placeOf(headers.location ?? '', request.url), secrets));
  }
  if (status >= 400) throw refusedPlainly(host, status);
  throw notUnderstood(host, kindOf(text));
}

async function readText(response: HttpResponse, host: string): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    if (!(error instanceof StepError) || error.code !== 'TOO_LARGE') throw error;
    throw notUnderstood(host, `more than ${MAX_BYTES} bytes`);
  }
}

/** JSON, or a form as the early services of OAuth 2.0 send it, whatever the content type says. */
function readValues(text: string, contentType: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    const isForm =
      /form-urlencoded|text\/plain/i.test(contentType) && /^[\w.~%+-]+=[^\s<]*$/.test(text.trim());
    return isForm ? Object.fromEntries(new URLSearchParams(text.trim())) : undefined;
  }
}

/** The error code of an answer: standard, or an object with one as some services nest it. */
function saidError({ error }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof error === 'string' && error !== '') return error;
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, type, status } = error as Record<string, unknown>;
  return String(type ?? status ?? code ?? 'error');
}

function described({ error, error_description, message }: Readonly<Record<string, unknown>>): string {
  const nested =
    typeof error === 'object' && error !== null ? (error as { message?: unknown }).message : undefined;
  const text = error_description ?? nested ?? message;
  return typeof text === 'string' ? text : '';
}

function skewOf(date: string | undefined, now: number): number | undefined {
  const theirs = Date.parse(date ?? '');
  return Number.isNaN(theirs) ? undefined : theirs - now;
}

function unavailable(host: string, { status, headers }: HttpResponse, now: number): StepError {
  const asked = headers['retry-after'];
  const seconds = Number(asked);
  const wait =
    asked === undefined ? Number.NaN : Number.isNaN(seconds) ? Date.parse(asked) - now : seconds * 1000;
  return new StepError(
    status === 429
      ? `${host} gets too many token requests`
      : `${host} cannot give tokens now: it answered with status ${status}`,
    {
      code: `HTTP_${status}`,
      hint: 'Try again later; nothing has to be changed here.',
      detail: { host, status },
      ...(wait > 0 ? { retryAfter: wait } : {}),
    },
  );
}

function placeOf(location: string, from: string): string {
  const target = URL.parse(location, from);
  return target ? `${target.origin}${target.pathname}` : 'another address';
}

function redirects(host: string, where: string): StepError {
  return new StepError(`${host} sends token requests on to ${where}, which is not followed with secrets`, {
    code: 'TOKEN_REDIRECT',
    hint: 'Check the token address of the connection; if the new address is right, enter it there.',
    retryable: false,
  });
}

function refusedPlainly(host: string, status: number): StepError {
  return new StepError(`${host} refused the token request with status ${status}`, {
    code: `HTTP_${status}`,
    hint:
      status === 404 || status === 405
        ? 'Check the token address of the connection.'
        : 'Check the token address, client id and secret of the connection.',
    retryable: false,
    detail: { host, status },
  });
}

function kindOf(text: string): string {
  if (text.trim() === '') return 'nothing';
  return /^\s*<(!doctype|html|head|body)/i.test(text)
    ? 'a web page'
    : 'something that is neither JSON nor a form';
}

function notUnderstood(host: string, what: string): StepError {
  return new StepError(`${host} answered the token request with ${what} instead of a token`, {
    code: 'TOKEN_ANSWER',
    hint: 'Check the token address of the connection; it often ends in /token.',
    retryable: false,
  });
}
