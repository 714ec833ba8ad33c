import type { IncomingHttpHeaders } from 'node:http';
import type { RelayRoute } from '#engine/relay-link';

/** A call that something else has received for the listener. */
export interface TakenCall {
  method: string;
  /** Path and query, from the id of the trigger's address on. */
  url: string;
  headers: IncomingHttpHeaders;
  /** Address of the caller. */
  remote: string;
  /** Milliseconds since 1970, when it was received. */
  receivedAt: number;
  body: Buffer;
  /** Under which a relay stored it: handed over again, it is the same call. */
  relayId?: string;
}

export interface TakenReply {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
}

/** What answers the calls to one address. */
export interface EntryRoute {
  readonly relaying: 'through';
  readonly maxBody: number;
  refuse(): undefined;
  handle(call: { body: Buffer }): TakenReply;
}

/** The listener for calls from outside, as tunnels see it. */
export interface TunnelEntry {
  /** On this machine. */
  readonly port: number;
  /** Treats a call as one that came to the port; resolves when what came of it is on disk. */
  take(call: TakenCall): Promise<TakenReply>;
  /** Answers calls whose path begins with a part, until the returned function is called. */
  add(part: string, route: EntryRoute): () => void;
  /** Lets calls to a public name in, until the returned function is called. */
  allowHost(host: string): () => void;
  /** The addresses that take calls. */
  routes(): readonly RelayRoute[];
  /** Hears when they change; until the returned function is called. */
  onRoutes(listener: () => void): () => void;
}
