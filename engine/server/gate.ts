import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { DESKTOP_ORIGIN } from '#contract/desktop';

/** What begins the subprotocol that carries the token. */
export const TOKEN_PROTOCOL = 'flowbench.token.';

/** Says who may talk to the local API: it listens on this machine, where any web page could knock. */
export interface Gate {
  /** Exactly our own name: what a page reaches by a name of its own (DNS rebinding) has another. */
  isHost(host: string | undefined): boolean;
  /** Our own pages, and programs, which send none. */
  isOrigin(origin: string | undefined): boolean;
  /** Whether one of the subprotocols carries the token; takes the same time whatever is wrong. */
  hasToken(headers: IncomingHttpHeaders): boolean;
}

/** @param origins further origins whose pages may connect: the development server of the window */
export function createGate(port: number, token: string, origins: readonly string[] = []): Gate {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const known = new Set([...hosts].map((host) => `http://${host}`).concat(DESKTOP_ORIGIN, origins));
  const expected = digest(TOKEN_PROTOCOL + token);
  return {
    isHost: (host) => host !== undefined && hosts.has(host),
    isOrigin: (origin) => origin === undefined || known.has(origin),
    hasToken: (headers) =>
      (headers['sec-websocket-protocol'] ?? '')
        .split(',')
        .filter((protocol) => timingSafeEqual(digest(protocol.trim()), expected)).length > 0,
  };
}

/** Of equal length, so that comparing tells nothing about lengths. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
