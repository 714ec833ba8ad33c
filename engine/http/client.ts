import { Readable } from 'node:stream';
import type { Agent, Dispatcher } from 'undici';
import { UserError } from '#contract/error';
import type { HttpClient, HttpRequest, HttpResponse } from '#contract/node';
import type { AddressKind } from './address.ts';
import { collect, decodeText, readBody } from './body.ts';
import { type AddressRules, createGuardedAgent, systemAddressRules } from './guarded-agent.ts';
import { type Hop, isRedirect, redirected, tooManyRedirects } from './redirect.ts';
import { timedOut, tooLarge, toRequestError } from './request-error.ts';

const DEFAULT_TIMEOUT = 5 * 60_000;
const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;
const DEFAULT_MAX_REDIRECTS = 10;
const MAX_TIMER = 2 ** 31 - 1;
/** Origins whose kind of address is remembered; a forgotten one counts as public, the strict case. */
const REMEMBERED_ORIGINS = 10_000;

export interface HttpClientOptions {
  /** Whether loopback and private addresses may be contacted. */
  privateNetwork: 'allow' | 'deny';
  /** Milliseconds to establish a connection; default 30 seconds. */
  connectTimeout?: number;
  /** Certificate authorities to trust instead of the built-in ones, PEM. */
  ca?: string | readonly string[];
  /** Name resolution and address kinds; for tests. */
  addressRules?: Partial<AddressRules>;
}

/**
 * The client that all outgoing HTTP goes through: keep-alive pool, address
 * checks on every connection and redirect, limits, decompression. Proxy
 * variables of the environment are not read.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient & { close(): Promise<void> } {
  const reached = new Map<string, AddressKind>();
  const base = {
    connectTimeout: options.connectTimeout ?? 30_000,
    ca: options.ca,
    rules: { ...systemAddressRules, ...options.addressRules },
    onConnected,
  };
  const strict = createGuardedAgent({ ...base, allowPrivate: false });
  const open =
    options.privateNetwork === 'allow' ? createGuardedAgent({ ...base, allowPrivate: true }) : strict;

  /** Public is sticky: a name that was public once may not redirect into the private network by resolving anew. */
  function onConnected(origin: string, kind: AddressKind): void {
    if (reached.get(origin) === 'public') return;
    reached.set(origin, kind);
    const oldest = reached.size > REMEMBERED_ORIGINS ? reached.keys().next().value : undefined;
    if (oldest !== undefined) reached.delete(oldest);
  }

  async function request(asked: HttpRequest): Promise<HttpResponse> {
    asked.signal.throwIfAborted();
    const limit = asked.maxRedirects ?? DEFAULT_MAX_REDIRECTS;
    const maxBytes = asked.maxBytes ?? DEFAULT_MAX_BYTES;
    const deadline = startDeadline(asked);
    let hop = firstHop(asked);
    let agent = open;
    try {
      for (let redirects = 0; ; redirects++) {
        const answer = await send(agent, hop, deadline.signal);
        const location = first(answer.headers.location);
        if (limit === 0 || !isRedirect(answer.statusCode, location)) {
          return toResponse(answer, hop, maxBytes, deadline, asked.signal);
        }
        await answer.body.dump();
        if (redirects === limit) throw tooManyRedirects(hop.url, limit);
        if (reached.get(hop.url.origin) !== 'private') agent = strict;
        hop = redirected(hop, answer.statusCode, location);
      }
    } catch (error) {
      deadline.stop();
      throw asked.signal.aborted ? asked.signal.reason : toRequestError(error, hop.url.host);
    }
  }

  async function close(): Promise<void> {
    await Promise.all([strict.destroy(), open.destroy()]);
  }

  return { request, close };
}

function firstHop(asked: HttpRequest): Hop {
  const url = URL.parse(asked.url);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new UserError(`Not a web address: ${JSON.stringify(asked.url.slice(0, 200))}`, {
      code: 'INVALID_URL',
      hint: 'A URL starts with https:// or http:// and a host name.',
    });
  }
  const headers: Record<string, string> = { accept: '*/*', 'accept-encoding': 'gzip, deflate, br, zstd' };
  headers['user-agent'] = 'Flowbench';
  if (url.username || url.password) {
    const login = [url.username, url.password].map(unescaped).join(':');
    headers.authorization = `Basic ${Buffer.from(login).toString('base64')}`;
    url.username = '';
    url.password = '';
  }
  for (const [name, value] of Object.entries(asked.headers ?? {})) headers[name.toLowerCase()] = value;
  url.hash = '';
  return { method: asked.method.toUpperCase(), url, headers, body: asked.body };
}

function send(agent: Agent, hop: Hop, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  const { body } = hop;
  return agent.request({
    origin: hop.url.origin,
    path: hop.url.pathname + hop.url.search,
    method: hop.method as Dispatcher.HttpMethod,
    headers: hop.headers,
    body:
      body === undefined || typeof body === 'string' || body instanceof Uint8Array
        ? (body ?? null)
        : Readable.from(body, { objectMode: false }),
    signal,
  });
}

interface Deadline {
  signal: AbortSignal;
  stop(): void;
}

/** A signal that fires when the caller cancels or time is up, until stopped. */
function startDeadline(asked: HttpRequest): Deadline {
  const controller = new AbortController();
  const milliseconds = Math.min(asked.timeout ?? DEFAULT_TIMEOUT, MAX_TIMER);
  const host = URL.parse(asked.url)?.host ?? 'the server';
  const timer = setTimeout(() => controller.abort(timedOut(host, milliseconds)), milliseconds);
  // An answer whose body nobody reads must not keep the process alive.
  timer.unref();
  const cancel = () => controller.abort(asked.signal.reason);
  asked.signal.addEventListener('abort', cancel, { once: true });
  const stop = () => {
    clearTimeout(timer);
    asked.signal.removeEventListener('abort', cancel);
  };
  return { signal: controller.signal, stop };
}

function toResponse(
  answer: Dispatcher.ResponseData,
  hop: Hop,
  maxBytes: number,
  deadline: Deadline,
  cancelled: AbortSignal,
): HttpResponse {
  const { host } = hop.url;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (name !== 'set-cookie' && value !== undefined) headers[name] = [value].flat().join(', ');
  }
  // The stream reports errors to its reader; unread, it must not bring the process down.
  answer.body.on('error', () => {});
  if (hop.method !== 'HEAD' && Number(headers['content-length']) > maxBytes) {
    answer.body.destroy();
    throw tooLarge(host, maxBytes);
  }

  async function* body(): AsyncIterable<Uint8Array> {
    try {
      yield* readBody(answer.body, headers['content-encoding'], host, maxBytes);
    } catch (error) {
      throw cancelled.aborted ? cancelled.reason : toRequestError(error, host);
    } finally {
      deadline.stop();
      answer.body.destroy();
    }
  }

  const stream = body();
  return {
    status: answer.statusCode,
    headers,
    setCookies: [answer.headers['set-cookie'] ?? []].flat(),
    url: hop.url.href,
    body: stream,
    bytes: () => collect(stream),
    text: async () => decodeText(await collect(stream), headers['content-type']),
  };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
