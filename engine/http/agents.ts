import type { Agent } from 'undici';
import type { RequestSigner } from '#engine/credentials';
import type { AddressKind } from './address.ts';
import { createGuardedAgent, type GuardedAgentOptions } from './guarded-agent.ts';

/** Origins whose kind of address is remembered; a forgotten one counts as public, the strict case. */
const REMEMBERED_ORIGINS = 10_000;

type Base = Pick<GuardedAgentOptions, 'connectTimeout' | 'ca' | 'rules'>;

/**
 * The pools of connections of one client. Requests with a credential never share one with
 * others, and those with a certificate of their own share it with nobody.
 */
export class Agents {
  readonly #base: Base;
  readonly #allowPrivate: boolean;
  readonly #shared = new Map<string, Agent>();
  readonly #own = new Map<RequestSigner, Map<string, Agent>>();
  readonly #reached = new Map<string, AddressKind>();

  constructor(base: Base, allowPrivate: boolean) {
    this.#base = base;
    this.#allowPrivate = allowPrivate;
  }

  /** @param mayBePrivate whether this request may reach a private network, if any may */
  get(signer: RequestSigner | undefined, mayBePrivate: boolean): Agent {
    const allowPrivate = mayBePrivate && this.#allowPrivate;
    const pools = signer?.tls ? this.#poolsOf(signer) : this.#shared;
    const key = `${signer !== undefined}/${allowPrivate}`;
    let agent = pools.get(key);
    if (!agent) {
      agent = createGuardedAgent({
        ...this.#base,
        allowPrivate,
        signed: signer !== undefined,
        tls: signer?.tls,
        onConnected: (origin, kind) => this.#remember(origin, kind),
      });
      pools.set(key, agent);
    }
    return agent;
  }

  /** Whether the last connections to an origin led into a private network. */
  isPrivate(origin: string): boolean {
    return this.#reached.get(origin) === 'private';
  }

  forget(signer: RequestSigner): void {
    for (const agent of this.#own.get(signer)?.values() ?? []) void agent.close();
    this.#own.delete(signer);
  }

  async close(): Promise<void> {
    const pools = [this.#shared, ...this.#own.values()];
    await Promise.all(pools.flatMap((agents) => [...agents.values()].map((agent) => agent.destroy())));
  }

  #poolsOf(signer: RequestSigner): Map<string, Agent> {
    const pools = this.#own.get(signer) ?? new Map<string, Agent>();
    this.#own.set(signer, pools);
    return pools;
  }

  /** Public is sticky: a name that was public once may not redirect into the private network by resolving anew. */
  #remember(origin: string, kind: AddressKind): void {
    if (this.#reached.get(origin) === 'public') return;
    this.#reached.set(origin, kind);
    const oldest = this.#reached.size > REMEMBERED_ORIGINS ? this.#reached.keys().next().value : undefined;
    if (oldest !== undefined) this.#reached.delete(oldest);
  }
}
