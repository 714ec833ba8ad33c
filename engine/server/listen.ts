import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { UserError } from '#contract/error';
import type { App } from './app.ts';
import { createConnections } from './connections.ts';
import { createGate, type Gate } from './gate.ts';
import { findAsset, securityHeaders, sendAsset } from './static-files.ts';

/** The path of the WebSocket. */
export const API_PATH = '/api';

export interface ListenOptions {
  /** 0 takes any free one. */
  port: number;
  /** Folder of the built window; without it only calls are answered. */
  renderer?: string | undefined;
  /** Further origins whose pages may connect. */
  origins?: readonly string[];
  /** Hears of bugs. */
  onError(error: unknown): void;
}

export interface Listening {
  port: number;
  /** 256 bits in base64url; whoever has it may do everything. */
  token: string;
  close(): Promise<void>;
}

/** Connections at once, those of browsers loading files included. */
const MAX_SOCKETS = 128;
/** Milliseconds for the head of a request, and for all of it. */
const HEAD_TIME = 10_000;
const MAX_HEADER_BYTES = 16 * 1024;

/** Serves the window and answers its calls, on this machine only. @throws UserError `PORT_IN_USE` */
export async function listen(app: App, options: ListenOptions): Promise<Listening> {
  const token = randomBytes(32).toString('base64url');
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEAD_TIME,
    requestTimeout: HEAD_TIME,
    connectionsCheckingInterval: 2_000,
    keepAliveTimeout: 5_000,
  });
  server.maxConnections = MAX_SOCKETS;
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening').catch((error) => refuse(error, options.port));
  const { port } = server.address() as AddressInfo;
  const connections = createConnections(app, options.onError);
  const gate = createGate(port, token, options.origins);
  const headers = securityHeaders(port);

  server.on('request', (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    answer(request, response, gate, options.renderer).catch((error) => {
      options.onError(error);
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const { host, origin } = request.headers;
    if (!gate.isHost(host)) return end(socket, 421, 'Misdirected Request');
    const allowed =
      gate.isOrigin(origin) &&
      gate.hasToken(request.headers) &&
      request.url === API_PATH &&
      !connections.full;
    if (allowed) connections.accept(request, socket, head);
    else end(socket, 404, 'Not Found');
  });

  return {
    port,
    token,
    async close() {
      connections.close();
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  gate: Gate,
  renderer: string | undefined,
): Promise<void> {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (!gate.isHost(request.headers.host)) return refuseRequest(request, response, 421);
  const asset = reads && renderer !== undefined ? await findAsset(renderer, request.url ?? '') : undefined;
  if (asset) await sendAsset(request, response, asset);
  else refuseRequest(request, response, 404);
}

/** The same words for everything there is not, and no patience with what else is being sent. */
function refuseRequest(request: IncomingMessage, response: ServerResponse, status: 404 | 421): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    Connection: 'close',
  });
  response.end(status === 404 ? 'Not found\n' : 'Misdirected request\n', () => request.destroy());
}

function end(socket: Duplex, status: number, text: string): void {
  socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
    socket.destroy(),
  );
}

function refuse(error: unknown, port: number): never {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  throw new UserError(`Port ${port} of this machine is in use.`, {
    code: 'PORT_IN_USE',
    hint: 'Choose another one with --port, or leave it out to take any free one.',
    cause: error,
  });
}
