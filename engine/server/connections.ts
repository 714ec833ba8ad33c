import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { answerErrors } from './answer-errors.ts';
import type { App } from './app.ts';
import { router } from './router/index.ts';

/** Bytes of one message: a flow file, or a page of items as input. */
const MAX_MESSAGE = 32 * 1024 * 1024;
/** Windows at once. */
const MAX_CONNECTIONS = 32;
/** Milliseconds between two looks whether the other side is still there. */
const HEARTBEAT = 30_000;
/** Bytes that may wait to be sent to a slow window before facts wait for it. */
const MAX_WAITING = 4 * 1024 * 1024;

/** The open connections of windows, each answering calls. */
export interface Connections {
  /** Whether one more would be too many. */
  readonly full: boolean;
  /** Takes over a request that has been let in. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends all connections; they may come back to the next engine. */
  close(): void;
}

export function createConnections(app: App, onError: (error: unknown) => void): Connections {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE,
    perMessageDeflate: false,
    // Answering with the token's own protocol would write the token once more.
    handleProtocols: (offered) => (offered.has('flowbench') ? 'flowbench' : ([...offered][0] ?? false)),
  });
  const handler = new RPCHandler(router, { interceptors: [answerErrors(onError)] });
  const alive = new WeakSet<WebSocket>();
  const heartbeat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, HEARTBEAT);
  heartbeat.unref();

  sockets.on('connection', (socket) => {
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    // A message too large or not well-formed ends its connection; there is nothing more to do.
    socket.on('error', () => undefined);
    void handler.upgrade(withBackPressure(socket), { context: { app } });
  });

  return {
    get full() {
      return sockets.clients.size >= MAX_CONNECTIONS;
    },
    accept(request, socket, head) {
      sockets.handleUpgrade(request, socket, head, (upgraded) =>
        sockets.emit('connection', upgraded, request),
      );
    },
    close() {
      clearInterval(heartbeat);
      for (const socket of sockets.clients) {
        socket.close(1001, 'the engine stops');
        setTimeout(() => socket.terminate(), 500).unref();
      }
      sockets.close();
    },
  };
}

/** A socket whose sending takes as long as the other side needs to take it in. */
function withBackPressure(socket: WebSocket): Pick<WebSocket, 'addEventListener' | 'send'> {
  const send = (data: string | Uint8Array): Promise<void> | undefined => {
    if (socket.bufferedAmount < MAX_WAITING) {
      socket.send(data, () => undefined);
      return undefined;
    }
    return new Promise((resolve) => socket.send(data, () => resolve()));
  };
  return { addEventListener: socket.addEventListener.bind(socket), send };
}
