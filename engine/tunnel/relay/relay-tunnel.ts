import type { RelayFrame } from '#engine/relay-link';
import { Again } from '../again.ts';
import type { TunnelEntry } from '../entry.ts';
import type { Tunnel, TunnelNews, TunnelProvider } from '../provider.ts';
import { answerCall, deliver, type Said } from './deliver.ts';
import { Link, type LinkEvents } from './link.ts';
import { hashOf, newKey } from './pair.ts';
import { type Pairing, writePairing } from './pairing-file.ts';

export interface RelayTunnelOptions {
  entry: TunnelEntry;
  pairing: Pairing;
  /** Where the pairing is kept. */
  file: string;
  /** Hears of bugs. */
  onError(error: unknown): void;
}

/** With which a relay closes the connection of a device that has been revoked. */
const REVOKED = 4003;
/** The same of one that has connected a second time: another process uses the same key. */
const REPLACED = 4001;

/** The way through a relay of one's own: it keeps calls while this machine sleeps. */
export class RelayProvider implements TunnelProvider {
  readonly name = 'relay';
  readonly abilities = { buffers: true, synchronous: true, stableUrl: true, rawBody: true };
  readonly #options: RelayTunnelOptions;

  constructor(options: RelayTunnelOptions) {
    this.#options = options;
  }

  start(_port: number, report: (news: TunnelNews) => void): RelayTunnel {
    return new RelayTunnel(this.#options, report);
  }
}

/** Keeps connected to a relay, hands what it sends to the listener, acknowledges what is in the inbox. */
export class RelayTunnel implements Tunnel {
  readonly #options: RelayTunnelOptions;
  readonly #report: (news: TunnelNews) => void;
  readonly #again = new Again(() => this.#connect());
  readonly #stopRoutes: () => void;
  #pairing: Pairing;
  #link: Link | undefined;
  #open = false;
  /** The relay did not know the newest key. */
  #usePrevious = false;
  #rotated: (() => void) | undefined;
  #stopped = false;
  #routesChanged = false;

  constructor(options: RelayTunnelOptions, report: (news: TunnelNews) => void) {
    this.#options = options;
    this.#report = report;
    this.#pairing = options.pairing;
    this.#stopRoutes = options.entry.onRoutes(() => this.#sendRoutesSoon());
    this.#connect();
  }

  /** Where calls from outside go. */
  get url(): string {
    return `${this.#pairing.url}/${this.#pairing.mailbox}`;
  }

  wake(): void {
    if (this.#stopped) return;
    this.#again.worked();
    this.#again.now();
  }

  /** Replaces the key by a new one; resolves when the relay has said that it knows it. */
  rotate(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { key } = this.#pairing;
    // On disk before the relay hears of it: of the two, one is always valid.
    this.#pairing = { ...this.#pairing, key: newKey(), previousKey: key };
    writePairing(this.#options.file, this.#pairing);
    this.#rotated = resolve;
    this.#link?.send({ is: 'rotate', keyHash: hashOf(this.#pairing.key) });
    return promise;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#again.stop();
    this.#stopRoutes();
    this.#link?.end();
  }

  #connect(): void {
    if (this.#stopped) return;
    const before = this.#link;
    this.#link = undefined;
    this.#open = false;
    before?.end();
    const { url, key, previousKey } = this.#pairing;
    const used = this.#usePrevious && previousKey !== undefined ? previousKey : key;
    this.#report({ state: 'connecting' });
    const link: Link = new Link(url, used, {
      frame: (frame, body) => this.#take(link, frame, body),
      closed: (why) => this.#closed(link, why),
    });
    this.#link = link;
  }

  #take(link: Link, frame: RelayFrame, body: Buffer): void {
    switch (frame.is) {
      case 'hello':
        this.#again.worked();
        this.#sendRoutes();
        if (this.#usePrevious) link.send({ is: 'rotate', keyHash: hashOf(this.#pairing.key) });
        return;
      case 'routed':
        if (!this.#open) this.#report({ state: 'open', url: this.url });
        this.#open = true;
        return;
      case 'rotated':
        this.#usePrevious = false;
        this.#rotated?.();
        // Only when the new key has been used does the old one end.
        this.#again.now();
        return;
      case 'message':
        this.#say(link, deliver(this.#options.entry, this.#pairing, frame, body), {
          frame: { is: 'later', id: frame.id, after: 60 },
        });
        return;
      case 'call':
        this.#say(link, answerCall(this.#options.entry, frame, body), {
          frame: { is: 'answer', id: frame.id, status: 500, headers: {} },
        });
    }
  }

  #say(link: Link, said: Promise<Said>, otherwise: Said): void {
    said.then(
      ({ frame, body }) => link.send(frame, body),
      (error) => {
        this.#options.onError(error);
        link.send(otherwise.frame);
      },
    );
  }

  /** Many flows become active at once. */
  #sendRoutesSoon(): void {
    if (this.#routesChanged) return;
    this.#routesChanged = true;
    setImmediate(() => {
      this.#routesChanged = false;
      this.#sendRoutes();
    });
  }

  #sendRoutes(): void {
    this.#link?.send({ is: 'routes', routes: [...this.#options.entry.routes()] });
  }

  #closed(link: Link, why: Parameters<LinkEvents['closed']>[0]): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    this.#open = false;
    if (this.#stopped) return;
    if (why.status === 401 && this.#pairing.previousKey !== undefined && !this.#usePrevious) {
      this.#usePrevious = true;
      this.#again.now();
      return;
    }
    this.#report(newsOf(this.#pairing.url, why));
    this.#usePrevious = false;
    // Also where it was revoked: the relay may have been restored from a backup.
    this.#again.later();
  }
}

function newsOf(url: string, { status, code, message }: Parameters<LinkEvents['closed']>[0]): TunnelNews {
  if (status === 401 || code === REVOKED) {
    return {
      state: 'failing',
      message: `The relay ${url} does not let this machine in: it has been revoked, or its key has been replaced.`,
      hint: 'Pair it again with a new code.',
    };
  }
  if (code === REPLACED) {
    return {
      state: 'failing',
      message: `Another program is connected to the relay ${url} as this machine.`,
      hint: 'A copy of the data directory must be paired anew.',
    };
  }
  const sentence = `The relay ${url} cannot be reached: ${message}.`;
  return { state: 'failing', message: sentence, hint: 'Calls are kept there; it is tried again by itself.' };
}
