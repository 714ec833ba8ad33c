import type { Dispatcher } from 'undici';
import { UserError } from '#contract/error';
import type { HttpRequest, HttpResponse } from '#contract/node';
import type { HttpAccess, SigningHttp, Turn } from '#engine/credentials';
import { Agents } from './agents.ts';
import { collect, decodeText, readBody } from './body.ts';
import { plainHeaders, send, sendSigned } from './deliver.ts';
import { type AddressRules, systemAddressRules } from './guarded-agent.ts';
import { type Hop, isRedirect, redirected, tooManyRedirects } from './redirect.ts';
import { timedOut, tooLarge, toRequestError } from './request-error.ts';

const DEFAULT_TIMEOUT = 5 * 60_000;
const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;
const DEFAULT_MAX_REDIRECTS = 10;
const MAX_TIMER = 2 ** 31 - 1;

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
 * checks on every connection and redirect, limits, decompression, signing. Proxy
 * variables of the environment are not read.
 */
export function createHttpClient(options: HttpClientOptions): SigningHttp & { close(): Promise<void> } {
  const agents = new Agents(
    {
      connectTimeout: options.connectTimeout ?? 30_000,
      ca: options.ca,
      rules: { ...systemAddressRules, ...options.addressRules },
    },
    options.privateNetwork === 'allow',
  );

  async function exchange(asked: HttpRequest, access?: HttpAccess): Promise<HttpResponse> {
    asked.signal.throwIfAborted();
    const first = firstHop(asked);
    access?.admit(first.url);
    // Waiting for one's turn is not the fault of the service, so it does not count as its time.
    const turn = await access?.turn(asked.signal);
    const deadline = startDeadline(asked, () => turn?.over());
    try {
      return await follow(asked, first, deadline, access, turn);
    } catch (error) {
      deadline.stop();
      throw asked.signal.aborted ? asked.signal.reason : error;
    }
  }

  async function follow(
    asked: HttpRequest,
    first: Hop,
    deadline: Deadline,
    access: HttpAccess | undefined,
    turn: Turn | undefined,
  ): Promise<HttpResponse> {
    const limit = asked.maxRedirects ?? DEFAULT_MAX_REDIRECTS;
    const maxBytes = asked.maxBytes ?? DEFAULT_MAX_BYTES;
    let hop = first;
    let mayBePrivate = true;
    try {
      for (let redirects = 0; ; redirects++) {
        const answer = await deliver(hop, mayBePrivate, deadline.signal, access, turn);
        const location = one(answer.headers.location);
        if (limit === 0 || !isRedirect(answer.statusCode, location)) {
          access?.answered(hop.url, answer.statusCode);
          return toResponse(answer, hop, maxBytes, deadline, asked.signal);
        }
        await answer.body.dump();
        if (redirects === limit) throw tooManyRedirects(hop.url, limit);
        mayBePrivate &&= agents.isPrivate(hop.url.origin);
        hop = redirected(hop, answer.statusCode, location);
        turn?.more();
      }
    } catch (error) {
      throw toRequestError(error, hop.url.host);
    }
  }

  async function deliver(
    hop: Hop,
    mayBePrivate: boolean,
    signal: AbortSignal,
    access: HttpAccess | undefined,
    turn: Turn | undefined,
  ): Promise<Dispatcher.ResponseData> {
    if (!access) return send(agents.get(undefined, mayBePrivate), hop, signal);
    const named = access.admit(hop.url) === 'named';
    const agent = agents.get(access.signer, mayBePrivate && named);
    return sendSigned(agent, hop, access, signal, () => turn?.more());
  }

  return {
    request: (asked) => exchange(asked),
    through: (access) => ({ request: (asked) => exchange(asked, access) }),
    forget: (signer) => agents.forget(signer),
    close: () => agents.close(),
  };
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

interface Deadline {
  signal: AbortSignal;
  stop(): void;
}

/**
 * A signal that fires when the caller cancels or time is up, until stopped.
 *
 * @param onStop called when time no longer counts; may be called twice
 */
function startDeadline(asked: HttpRequest, onStop: () => void): Deadline {
  const controller = new AbortController();
  const milliseconds = Math.min(asked.timeout ?? DEFAULT_TIMEOUT, MAX_TIMER);
  const host = URL.parse(asked.url)?.host ?? 'the server';
  const timer = setTimeout(() => {
    controller.abort(timedOut(host, milliseconds));
    onStop();
  }, milliseconds);
  // An answer whose body nobody reads must not keep the process alive.
  timer.unref();
  const cancel = () => controller.abort(asked.signal.reason);
  asked.signal.addEventListener('abort', cancel, { once: true });
  if (asked.signal.aborted) cancel();
  const stop = () => {
    clearTimeout(timer);
    asked.signal.removeEventListener('abort', cancel);
    onStop();
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
  const headers = plainHeaders(answer.headers);
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

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
