import { UserError } from '#contract/error';
import type { HttpClient, NodeConnection } from '#contract/node';
import type { OpenCredential, SlotAsk } from './connections.ts';
import type { CredentialStore } from './credential.ts';
import { type HostMatch, matchHost } from './hosts.ts';
import type { HttpAccess, SigningHttp, Turn } from './http-access.ts';
import type { RequestSigner } from './signer.ts';

/** Who uses a connection: a run. */
export interface ConnectionUser {
  /** Takes turns with others under the rate limit. */
  run: string;
  /** Hears every secret before it is used, those that come later (a refreshed token) too. */
  learn(secrets: readonly string[]): void;
}

interface Surroundings {
  slot: SlotAsk;
  user: ConnectionUser;
  store: CredentialStore;
  http: SigningHttp;
}

/** A slot of a flow filled with an opened credential, for one step of a run. */
export class Connection {
  readonly #open: OpenCredential;
  readonly #around: Surroundings;
  /** Turns taken before an attempt began, for the requests it will make. */
  readonly #reserved: Turn[] = [];
  #http: HttpClient | undefined;

  constructor(open: OpenCredential, around: Surroundings) {
    this.#open = open;
    this.#around = around;
    this.#learn();
  }

  /** Sends requests signed with the credential. @throws UserError `CONNECTION_TYPE` for types that are not of the web */
  get http(): HttpClient {
    this.#http ??= this.#signing();
    return this.#http;
  }

  /** The opened credential itself, for nodes that do not speak HTTP. @throws UserError `CONNECTION_HOST` */
  forNode(): NodeConnection {
    const { credential, type } = this.#open;
    const admit = (host: string, port?: number): void => {
      this.#admit(host, port === undefined ? undefined : String(port));
    };
    for (const host of type.hostsOf?.(credential.values) ?? []) admit(host);
    this.#around.store.note(credential.id, { usedAt: Date.now() });
    return { type: type.type, values: credential.values, admit };
  }

  /**
   * Waits for the turn of an attempt's first request before the attempt begins: what waits for its
   * turn has not acted, and nobody needs to ask whether it did. To be called when the attempt is over:
   * the returned function, which ends the turn where no request has taken it.
   */
  async reserve(signal: AbortSignal): Promise<() => void> {
    const { limiter } = this.#open;
    const turn = await limiter.take(this.#around.user.run, signal);
    this.#reserved.push(turn);
    return () => {
      const at = this.#reserved.indexOf(turn);
      if (at < 0) return;
      this.#reserved.splice(at, 1);
      turn.over();
    };
  }

  #signing(): HttpClient {
    const { signer, type } = this.#open;
    if (!signer) throw notForWeb(this.#around.slot.slot, type.title);
    return this.#around.http.through(this.#access(signer));
  }

  #access(signer: RequestSigner): HttpAccess {
    const { credential, limiter, type } = this.#open;
    const { user, store } = this.#around;
    return {
      signer,
      admit: (url) => this.#admit(url.hostname, url.port || (url.protocol === 'https:' ? '443' : '80')),
      turn: async (signal) => this.#reserved.shift() ?? limiter.take(user.run, signal),
      learn: () => this.#learn(),
      answered(url, status) {
        const usedAt = Date.now();
        // Types one signs in to know better what a refusal means, and say so themselves.
        if ((status === 401 || status === 407) && !type.signIn) {
          const problem = `${url.host} refused it with the status ${status}: check what it holds.`;
          store.note(credential.id, { usedAt, health: 'failing', problem });
        } else if (status < 400) {
          store.note(credential.id, { usedAt, health: 'ready', problem: undefined });
        } else store.note(credential.id, { usedAt });
      },
    };
  }

  #learn(): void {
    this.#around.user.learn(this.#open.secrets());
  }

  /** Both the flow and the user have a say: the flow by its slot, the user by the credential. */
  #admit(host: string, port: string | undefined): HostMatch {
    const { credential, type } = this.#open;
    const { slot } = this.#around;
    const own = credential.hosts.length > 0 ? credential.hosts : (type.hostsOf?.(credential.values) ?? []);
    const byUser = matchHost(own, host, port);
    if (!byUser) throw wrongHost(host, `the credential "${credential.name}" may not be used with it`, own);
    if (!slot.hosts?.length || matchHost(slot.hosts, host, port)) return byUser;
    throw wrongHost(host, `the slot "${slot.slot}" of the flow is not for it`, slot.hosts);
  }
}

function wrongHost(host: string, why: string, allowed: readonly string[]): UserError {
  const list = allowed.length === 0 ? 'none yet' : allowed.join(', ');
  return new UserError(`nothing was sent to ${host}: ${why}`, {
    code: 'CONNECTION_HOST',
    hint: `Hosts it is for: ${list}. Add this host there if the service is to see the credential; otherwise use a node without the connection.`,
    detail: { host, allowed: [...allowed] },
  });
}

function notForWeb(slot: string, title: string): UserError {
  return new UserError(`the connection slot "${slot}" (${title}) cannot sign web requests`, {
    code: 'CONNECTION_TYPE',
    hint: 'Use a connection of one of the types that begin with http.',
  });
}
