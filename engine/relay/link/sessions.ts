import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { HEARTBEAT, MAX_FRAME } from '#engine/relay-link';
import { Session, type SessionServices } from './session.ts';

/** Close codes that tell a device why it is not wanted. */
const REPLACED = 4001;
const REVOKED = 4003;
const GOING = 1001;

/** Milliseconds between two looks whether somebody else has changed the database. */
const LOOK = 500;

/** The devices that are connected. */
export class Sessions {
  readonly #services: SessionServices;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME, perMessageDeflate: false });
  readonly #open = new Map<string, Session>();
  readonly #alive = new WeakSet<Session>();
  readonly #timers: NodeJS.Timeout[];

  /** @param version changes when another process has written to the database */
  constructor(services: SessionServices, version: () => number) {
    this.#services = services;
    let last = version();
    const look = (): void => {
      const now = version();
      if (now !== last) this.#closeRevoked();
      last = now;
    };
    this.#timers = [setInterval(() => this.#beat(), HEARTBEAT), setInterval(look, LOOK)];
  }

  get count(): number {
    return this.#open.size;
  }

  of(device: string): Session | undefined {
    return this.#open.get(device);
  }

  /** Connects a device, or closes the connection where its key is not valid. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { devices, figures } = this.#services;
    const key = /^Bearer ([\w-]{20,100})$/.exec(request.headers.authorization ?? '')?.[1];
    const device = key === undefined ? undefined : devices.byKey(key);
    if (!device || key === undefined) {
      figures.add('refused_devices_total');
      refuseUpgrade(socket, key === undefined ? '404 Not Found' : '401 Unauthorized');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      devices.seen(device.id, key);
      figures.add('connections_total');
      // A machine that wakes comes again before its old connection is known to be dead.
      this.#open.get(device.id)?.close(REPLACED, 'connected again');
      const session = new Session(device, webSocket, this.#services);
      this.#open.set(device.id, session);
      this.#alive.add(session);
      webSocket.on('pong', () => this.#alive.add(session));
      webSocket.on('message', () => this.#alive.add(session));
      webSocket.on('close', () => {
        if (this.#open.get(device.id) === session) this.#open.delete(device.id);
      });
      session.pump();
    });
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const session of this.#open.values()) session.close(GOING, 'the relay stops');
    this.#server.close();
  }

  #beat(): void {
    for (const session of this.#open.values()) {
      if (!this.#alive.has(session)) session.close(GOING, 'no sign of life');
      this.#alive.delete(session);
      session.ping();
    }
  }

  #closeRevoked(): void {
    for (const [id, session] of this.#open) {
      const device = this.#services.devices.find(id);
      if (!device || device.revokedAt !== undefined) session.close(REVOKED, 'revoked');
    }
  }
}

export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
