import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { UserError } from '#contract/error';
import { Hosts } from './hosts.ts';
import { type BodyProblem, BodyReader } from './read-body.ts';
import { remoteOf } from './remote.ts';
import { type CallHead, NOT_FOUND, type Reply, type Route, refusal, type WholeCall } from './route.ts';

export interface ListenerOptions {
  /** Hears of bugs. */
  onError(error: unknown): void;
  /** Bytes of bodies held in memory at once. */
  budget?: number;
  /** Milliseconds for the head of a call, and for all of it. */
  headTime?: number;
  callTime?: number;
}

/** Connections at once. */
const MAX_SOCKETS = 2000;
const MAX_HEADER_BYTES = 16 * 1024;
const HEAD_TIME = 10_000;
const CALL_TIME = 60_000;
/** Milliseconds that a caller whose call is refused may go on sending: cut off at once, it would not see why. */
const LINGER = 500;
/** Milliseconds that open calls have to end when the listener stops. */
const PATIENCE = 500;

const MISDIRECTED = refusal(421, 'WRONG_HOST', 'This address does not go by that name.');
const BUSY = refusal(503, 'BUSY', 'Too much is arriving at once. Try again in a few seconds.', {
  'retry-after': '5',
});
const FAILED = refusal(500, 'BUG', 'The call could not be handled.');

/**
 * Listens for calls from outside on a port of its own, on this machine only; what
 * comes from the internet comes through a tunnel. A bare server with a map of
 * routes: a framework would cost a fifth of the throughput.
 */
export class Listener {
  readonly hosts = new Hosts();
  readonly #options: ListenerOptions;
  readonly #bodies: BodyReader;
  readonly #routes = new Map<string, Route>();
  readonly #hearRoutes = new Set<() => void>();
  readonly #server: Server;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#bodies = new BodyReader(options.budget);
    const headersTimeout = options.headTime ?? HEAD_TIME;
    this.#server = createServer({
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout,
      requestTimeout: options.callTime ?? CALL_TIME,
      connectionsCheckingInterval: Math.min(1000, headersTimeout / 2),
      keepAliveTimeout: 10_000,
    });
    this.#server.maxConnections = MAX_SOCKETS;
    this.#server.on('request', (request, response) => this.#answer(request, response, false));
    this.#server.on('checkContinue', (request, response) => this.#answer(request, response, true));
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseSocket(error, socket));
  }

  /** @param port 0 takes any free one. @throws UserError `PORT_IN_USE` */
  async listen(port: number): Promise<number> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening').catch((error) => refusePort(error, port));
    const taken = (this.#server.address() as AddressInfo).port;
    this.hosts.listenOn(taken);
    return taken;
  }

  /** Sends the calls whose path begins with a part to a route, until the returned function is called. */
  add(part: string, route: Route): () => void {
    this.#routes.set(part, route);
    this.#tellRoutes();
    return () => {
      if (this.#routes.get(part) !== route) return;
      this.#routes.delete(part);
      this.#tellRoutes();
    };
  }

  /** The first parts of paths under which calls are taken. */
  routes(): { id: string; answer: Route['relaying']; maxBody: number }[] {
    return [...this.#routes].map(([id, { relaying, maxBody }]) => ({ id, answer: relaying, maxBody }));
  }

  /** Hears when they change, until the returned function is called. */
  onRoutes(listener: () => void): () => void {
    this.#hearRoutes.add(listener);
    return () => this.#hearRoutes.delete(listener);
  }

  /**
   * Takes a call that something else has received, such as a relay that held it while this
   * machine slept; its `receivedAt` is when that was.
   */
  async take(call: Omit<WholeCall, 'path' | 'search'>): Promise<Reply> {
    const parts = splitUrl(call.url);
    const route = parts && this.#routes.get(parts.first);
    if (!route) return NOT_FOUND;
    const whole = { ...call, ...parts };
    const tooLong = call.body.byteLength > route.maxBody ? tooLarge(route.maxBody) : undefined;
    return route.refuse(whole) ?? tooLong ?? (await route.handle(whole));
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeIdleConnections();
    const patience = setTimeout(() => this.#server.closeAllConnections(), PATIENCE);
    await closed;
    clearTimeout(patience);
  }

  #tellRoutes(): void {
    for (const listener of this.#hearRoutes) listener();
  }

  #answer(request: IncomingMessage, response: ServerResponse, expects: boolean): void {
    const { headers } = request;
    const isOurs = this.hosts.has(headers.host);
    const head = readHead(request, remoteOf(request, this.hosts.isPublic(headers.host)));
    const route = head && this.#routes.get(head.first);
    if (!isOurs || !route) {
      refuse(request, response, isOurs ? NOT_FOUND : MISDIRECTED);
      return;
    }
    const refused = route.refuse(head) ?? refuseLength(headers['content-length'], route.maxBody);
    if (refused) {
      refuse(request, response, refused);
      return;
    }
    if (expects) response.writeContinue();
    this.#bodies.read(request, route.maxBody, async (body) => {
      if (typeof body === 'string') {
        refuseBody(request, response, body, route.maxBody);
        return;
      }
      try {
        // A call whose answer is there at once is answered in the same turn.
        const reply = route.handle(Object.assign(head, { body }));
        send(response, reply instanceof Promise ? await reply : reply, request.method === 'HEAD');
      } catch (error) {
        this.#options.onError(error);
        send(response, FAILED, false);
      }
    });
  }
}

function readHead(request: IncomingMessage, remote: string): (CallHead & { first: string }) | undefined {
  const { method = 'GET', url = '/', headers } = request;
  const parts = splitUrl(url);
  return parts && { method, url, ...parts, headers, remote, receivedAt: Date.now() };
}

/** Undefined where the path cannot be read. */
function splitUrl(url: string): { first: string; path: string[]; search: string } | undefined {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const search = mark < 0 ? '' : url.slice(mark + 1);
  if (!path.startsWith('/')) return undefined;
  const parts = path.slice(1).split('/');
  if (parts.at(-1) === '') parts.pop();
  const first = parts.shift() ?? '';
  try {
    return { first, path: path.includes('%') ? parts.map(decodeURIComponent) : parts, search };
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, headers, body }: Reply, headOnly: boolean): void {
  if (response.headersSent || response.destroyed) return;
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : (body?.byteLength ?? 0);
  const hasBody = status !== 204 && status !== 304;
  response.writeHead(status, {
    ...headers,
    ...(hasBody ? { 'content-length': bytes } : {}),
    'cache-control': headers?.['cache-control'] ?? 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(headOnly || !hasBody ? undefined : body);
}

function refuseBody(
  request: IncomingMessage,
  response: ServerResponse,
  problem: BodyProblem,
  limit: number,
): void {
  if (problem === 'gone') response.destroy();
  else refuse(request, response, problem === 'busy' ? BUSY : tooLarge(limit));
}

function refuseLength(length: string | undefined, limit: number): Reply | undefined {
  return length !== undefined && Number(length) > limit ? tooLarge(limit) : undefined;
}

function tooLarge(limit: number): Reply {
  return refusal(413, 'TOO_LARGE', `The body may have ${limit} bytes at most.`);
}

/** Answers without having read the body: the connection ends with it. */
function refuse(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const unread = !request.complete && hasBody(request);
  if (unread) response.setHeader('connection', 'close');
  send(response, reply, request.method === 'HEAD');
  if (!unread) return;
  request.resume();
  setTimeout(() => request.destroy(), LINGER).unref();
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

const STATUS_OF: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** What is no HTTP at all, or comes too slowly. */
function refuseSocket(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS_OF[error.code ?? ''] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

function refusePort(error: unknown, port: number): never {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  throw new UserError(`Port ${port} of this machine is in use; calls from outside cannot be received.`, {
    code: 'PORT_IN_USE',
    hint: 'Choose another one with --webhook-port, or leave it out to take any free one.',
    cause: error,
  });
}
