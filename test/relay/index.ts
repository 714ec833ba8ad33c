import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Devices, openRelay, openStore, type Relay, type RelayLimits, relayFile } from '#engine/relay';
import {
  type EntryRoute,
  type Pairing,
  pairWith,
  RelayTunnel,
  type TakenCall,
  type TakenReply,
  type TunnelEntry,
  type TunnelNews,
} from '#engine/tunnel';

type RouteAnswer = ReturnType<TunnelEntry['routes']>[number]['answer'];

export { RelayProcess } from './relay-process.ts';

/** A listener that keeps what it is given in memory. */
export class TestEntry implements TunnelEntry {
  readonly port = 1;
  readonly taken: TakenCall[] = [];
  /** What answers a call; default 202. */
  answer: (call: TakenCall) => TakenReply | Promise<TakenReply> = () => ({ status: 202 });
  readonly #routes = new Map<string, { answer: RouteAnswer; maxBody: number; route?: EntryRoute }>();
  readonly #hear = new Set<() => void>();

  constructor(routes: Record<string, RouteAnswer> = { hook: 'stored' }, maxBody = 1024 * 1024) {
    for (const [id, answer] of Object.entries(routes)) this.#routes.set(id, { answer, maxBody });
  }

  async take(call: TakenCall): Promise<TakenReply> {
    const known = this.#routes.get(call.url.slice(1).split(/[/?]/, 1)[0] ?? '');
    if (known?.route) return known.route.handle(call);
    this.taken.push(call);
    return await this.answer(call);
  }

  add(part: string, route: EntryRoute): () => void {
    this.#routes.set(part, { answer: 'through', maxBody: route.maxBody, route });
    this.#tell();
    return () => this.remove(part);
  }

  remove(part: string): void {
    this.#routes.delete(part);
    this.#tell();
  }

  allowHost(): () => void {
    return () => undefined;
  }

  routes(): ReturnType<TunnelEntry['routes']> {
    return [...this.#routes].map(([id, { answer, maxBody }]) => ({ id, answer, maxBody }));
  }

  onRoutes(listener: () => void): () => void {
    this.#hear.add(listener);
    return () => this.#hear.delete(listener);
  }

  /** The bodies of calls taken, as text. */
  get bodies(): string[] {
    return this.taken.map(({ body }) => body.toString());
  }

  #tell(): void {
    for (const listener of this.#hear) listener();
  }
}

/** A device of a test relay. */
export interface TestDevice {
  pairing: Pairing;
  entry: TestEntry;
  tunnel: RelayTunnel;
  news: TunnelNews[];
  /** Resolves when news of this kind comes, or came last. */
  until(state: TunnelNews['state']): Promise<TunnelNews>;
  /** Posts to one of its addresses. */
  post(body?: string | Uint8Array, headers?: Record<string, string>, path?: string): Promise<Response>;
}

/** A relay in this process, on a folder of its own. */
export class TestRelay {
  readonly folder = mkdtempSync(join(tmpdir(), 'flowbench-relay-'));
  readonly dataDir = join(this.folder, 'relay');
  readonly errors: unknown[] = [];
  readonly #tunnels = new Set<RelayTunnel>();
  #relay: Relay | undefined;
  #port = 0;

  async open(limits: Partial<RelayLimits> = {}, proxies: readonly string[] = []): Promise<this> {
    const about = { dataDir: this.dataDir, host: '127.0.0.1', port: this.#port, adminPort: 0, proxies };
    const fast = { perSource: 1e6, perDevice: 1e6, ...limits };
    this.#relay = await openRelay({ ...about, limits: fast, onError: (error) => this.errors.push(error) });
    this.#port = this.#relay.port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  async metrics(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.#relay?.adminPort}/metrics`)).text();
  }

  /** Reads and writes the database beside the relay, as the command does. */
  devices<T>(act: (devices: Devices) => T): T {
    const db = openStore(relayFile(this.dataDir), true);
    try {
      return act(new Devices(db));
    } finally {
      db.close();
    }
  }

  async pair(seal = false): Promise<Pairing> {
    const { code } = this.devices((devices) => devices.newCode());
    return await pairWith({ url: this.url, code, name: 'test', seal });
  }

  /** A connected device, known or new. */
  async connect(
    entry = new TestEntry(),
    given: { pairing?: Pairing; seal?: boolean } = {},
  ): Promise<TestDevice> {
    const device = this.start(entry, given.pairing ?? (await this.pair(given.seal)));
    await device.until('open');
    return device;
  }

  /** The same, not yet connected. */
  start(entry: TestEntry, pairing: Pairing): TestDevice {
    const news: TunnelNews[] = [];
    const waiters = new Set<() => void>();
    const tunnel = new RelayTunnel(
      {
        entry,
        pairing,
        file: join(this.folder, `${pairing.device}.json`),
        onError: (e) => this.errors.push(e),
      },
      (one) => {
        news.push(one);
        for (const wake of waiters) wake();
      },
    );
    this.#tunnels.add(tunnel);
    return {
      pairing,
      entry,
      tunnel,
      news,
      until: (state) =>
        new Promise((resolve) => {
          const look = (): void => {
            const last = news.at(-1);
            if (last?.state !== state) return;
            waiters.delete(look);
            resolve(last);
          };
          waiters.add(look);
          look();
        }),
      post: (body = '', headers = {}, path = '/hook') =>
        fetch(`${tunnel.url}${path}`, {
          method: 'POST',
          headers,
          body: typeof body === 'string' ? body : new Uint8Array(body),
        }),
    };
  }

  async stop(): Promise<void> {
    await this.#relay?.close();
    this.#relay = undefined;
  }

  async close(): Promise<void> {
    for (const tunnel of this.#tunnels) await tunnel.stop();
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
