import { hostname } from 'node:os';
import { join } from 'node:path';
import type { TunnelName, TunnelStatus } from '#contract/api';
import { UserError } from '#contract/error';
import { Again } from './again.ts';
import { ChildProvider } from './child/child-tunnel.ts';
import { cloudflared, ngrok } from './child/programs.ts';
import type { TunnelEntry } from './entry.ts';
import { OwnUrlProvider } from './own-url.ts';
import type { Tunnel, TunnelNews, TunnelProvider } from './provider.ts';
import { pairWith } from './relay/pair.ts';
import { readPairing, writePairing } from './relay/pairing-file.ts';
import { RelayProvider, RelayTunnel } from './relay/relay-tunnel.ts';
import { SelfTest } from './self-test.ts';
import { readSettings, type TunnelSettings, writeSettings } from './settings.ts';
import { watchWaking } from './wake-watch.ts';

export interface TunnelHostOptions {
  dataDir: string;
  entry: TunnelEntry;
  /** Executables; default those on the path. */
  programs?: { cloudflared?: string; ngrok?: string };
  /** Hears of bugs. */
  onError(error: unknown): void;
}

type Situation = Pick<TunnelStatus, 'state' | 'url' | 'problem'>;

const OFF: Situation = { state: 'off', url: undefined, problem: undefined };

/** Keeps the chosen way from the internet to the listener working, and says how it is. */
export class TunnelHost {
  readonly #options: TunnelHostOptions;
  readonly #settingsFile: string;
  readonly #pairingFile: string;
  readonly #listeners = new Set<(status: TunnelStatus) => void>();
  readonly #stopWatching: () => void;
  readonly #selfTest: SelfTest;
  readonly #testAgain = new Again(() => this.#test());
  #settings: TunnelSettings;
  #provider: TunnelProvider | undefined;
  #tunnel: Tunnel | undefined;
  #situation: Situation = OFF;
  #since = Date.now();
  #stopAllowing: () => void = () => undefined;
  #testing: AbortController | undefined;
  /** One change after the other. */
  #changes: Promise<unknown> = Promise.resolve();

  constructor(options: TunnelHostOptions) {
    this.#options = options;
    this.#settingsFile = join(options.dataDir, 'tunnel.json');
    this.#pairingFile = join(options.dataDir, 'relay.json');
    this.#settings = readSettings(this.#settingsFile);
    this.#selfTest = new SelfTest(options.entry);
    this.#stopWatching = watchWaking(() => this.wake());
  }

  /**
   * Begins with what was chosen the last time. Only when the triggers are armed: a relay is told
   * which addresses there are, and refuses all others.
   */
  begin(): void {
    try {
      this.#begin();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { message, hint } = error;
      this.#become({ state: 'failing', url: undefined, problem: { message, hint } });
    }
  }

  get status(): TunnelStatus {
    const { provider } = this.#settings;
    return {
      ...this.#situation,
      provider: provider === 'off' ? undefined : provider,
      abilities: this.#provider?.abilities,
      since: this.#since,
      relay: this.#relay(),
    };
  }

  /** Hears of every change until the returned function is called. */
  subscribe(listener: (status: TunnelStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Pairs this machine with a relay and uses it.
   *
   * @throws UserError `BAD_URL`, `NO_RELAY`, `BAD_CODE`
   */
  async pair(given: { url: string; code: string; seal: boolean }): Promise<TunnelStatus> {
    const pairing = await pairWith({ ...given, name: hostname() });
    return await this.#change({ provider: 'relay' }, () => writePairing(this.#pairingFile, pairing));
  }

  /** @throws UserError where that way cannot be taken */
  start(
    settings: { provider: Exclude<TunnelName, 'own'> } | { provider: 'own'; url: string },
  ): Promise<TunnelStatus> {
    this.#make(settings);
    return this.#change(settings);
  }

  stop(): Promise<TunnelStatus> {
    return this.#change({ provider: 'off' });
  }

  /** Replaces the key by which the relay knows this machine; resolves when the relay knows the new one. */
  async rotate(): Promise<TunnelStatus> {
    if (!(this.#tunnel instanceof RelayTunnel) || this.#situation.state !== 'online') {
      throw new UserError('The key can be replaced only while this machine is connected to its relay.', {
        code: 'NOT_CONNECTED',
        hint: 'Look at "flowbench tunnel status".',
      });
    }
    await this.#tunnel.rotate();
    return this.status;
  }

  /** The machine has been asleep. */
  wake(): void {
    this.#tunnel?.wake();
  }

  async close(): Promise<void> {
    this.#stopWatching();
    await this.#changes.catch(() => undefined);
    await this.#end();
    this.#selfTest.close();
    this.#listeners.clear();
  }

  #change(settings: TunnelSettings, before: () => void = () => undefined): Promise<TunnelStatus> {
    const changed = this.#changes.then(async () => {
      await this.#end();
      before();
      writeSettings(this.#settingsFile, settings);
      this.#settings = settings;
      this.#begin();
      return this.status;
    });
    this.#changes = changed.catch(() => undefined);
    return changed;
  }

  #begin(): void {
    this.#provider = this.#make(this.#settings);
    this.#become(this.#provider ? { ...OFF, state: 'connecting' } : OFF);
    this.#tunnel = this.#provider?.start(this.#options.entry.port, (news) => this.#hear(news));
  }

  async #end(): Promise<void> {
    const tunnel = this.#tunnel;
    this.#tunnel = undefined;
    this.#provider = undefined;
    this.#testing?.abort();
    this.#testAgain.stop();
    this.#stopAllowing();
    await tunnel?.stop();
  }

  #make(settings: TunnelSettings): TunnelProvider | undefined {
    const { entry, onError, programs } = this.#options;
    switch (settings.provider) {
      case 'off':
        return undefined;
      case 'own':
        return new OwnUrlProvider(settings.url);
      case 'cloudflared':
        return new ChildProvider(cloudflared(programs?.cloudflared));
      case 'ngrok':
        return new ChildProvider(ngrok(programs?.ngrok));
      case 'relay': {
        const pairing = readPairing(this.#pairingFile);
        if (pairing) return new RelayProvider({ entry, pairing, file: this.#pairingFile, onError });
        throw new UserError('This machine is not paired with a relay.', {
          code: 'NOT_PAIRED',
          hint: 'Pair it with: flowbench tunnel pair URL CODE.',
        });
      }
    }
  }

  #hear(news: TunnelNews): void {
    this.#testing?.abort();
    this.#testAgain.stop();
    if (news.state === 'open') {
      this.#stopAllowing();
      this.#stopAllowing = this.#options.entry.allowHost(new URL(news.url).host);
      this.#become({ state: 'connecting', url: news.url, problem: undefined });
      this.#testAgain.worked();
      this.#test();
    } else if (news.state === 'failing') {
      const { message, hint } = news;
      this.#become({ state: 'failing', url: this.#situation.url, problem: { message, hint } });
    } else {
      // What went wrong is told until it works again.
      const { problem, url } = this.#situation;
      this.#become({ state: problem ? 'failing' : 'connecting', url, problem });
    }
  }

  #test(): void {
    const { url } = this.#situation;
    if (url === undefined) return;
    this.#testing?.abort();
    const testing = new AbortController();
    this.#testing = testing;
    this.#selfTest.run(url, testing.signal).then((why) => {
      if (testing.signal.aborted) return;
      if (why === undefined) return this.#become({ state: 'online', url, problem: undefined });
      const hint = 'It is tested again by itself.';
      this.#become({ state: 'failing', url, problem: { message: why, hint } });
      this.#testAgain.later();
    }, this.#options.onError);
  }

  #become(situation: Situation): void {
    if (situation.state !== this.#situation.state) this.#since = Date.now();
    this.#situation = situation;
    for (const listener of this.#listeners) listener(this.status);
  }

  #relay(): TunnelStatus['relay'] {
    try {
      const pairing = readPairing(this.#pairingFile);
      return pairing && { url: pairing.url, device: pairing.device, sealed: pairing.seal !== undefined };
    } catch {
      return undefined;
    }
  }
}
