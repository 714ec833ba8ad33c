import { describeConnectionType, secretFields } from '#contract/connection';
import { UserError } from '#contract/error';
import type { Bindings } from './bindings/bindings.ts';
import { Connection, type ConnectionUser } from './connection.ts';
import type { ConnectionType } from './connection-type.ts';
import type { Credential, CredentialStore } from './credential.ts';
import type { SigningHttp } from './http-access.ts';
import { RateLimiter } from './rate-limiter.ts';
import type { RequestSigner, SignerServices } from './signer.ts';

/** A connection slot as a flow declares it. */
export interface SlotAsk {
  /** Id of the flow. */
  flow: string;
  slot: string;
  /** Connection type the flow wants there; undefined takes any. */
  type: string | undefined;
  /** Hosts the flow means to use it with; undefined or empty: those of the credential. */
  hosts: readonly string[] | undefined;
}

export interface ConnectionsOptions {
  store: CredentialStore;
  /** Which credential fills which slot on this machine. */
  bindings: Pick<Bindings, 'find'>;
  types: ReadonlyMap<string, ConnectionType>;
  http: SigningHttp;
}

/** A credential that has been opened: kept while it stays as it is, so that its signer is one for all runs. */
export interface OpenCredential {
  readonly credential: Credential;
  readonly type: ConnectionType;
  /** Of types that sign HTTP requests. */
  readonly signer: RequestSigner | undefined;
  readonly limiter: RateLimiter;
  /** What must not be seen. */
  secrets(): readonly string[];
}

interface Kept {
  opened: OpenCredential;
  /** As the store gave it. */
  given: Credential;
  version: string;
}

/** How runs get at the credentials that are bound to the slots of their flows. */
export class Connections {
  /** What makes signers, and signs users in: one for all, so that tokens are kept once. */
  readonly services: SignerServices;
  readonly #options: ConnectionsOptions;
  readonly #open = new Map<string, Kept>();
  readonly #limiters = new Map<string, RateLimiter>();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.services = this.#makeServices();
  }

  /**
   * Opens what is bound to a slot.
   *
   * @throws UserError `CONNECTION_NOT_BOUND`, `CONNECTION_TYPE`, `CREDENTIAL_INVALID`, and what the store throws
   */
  async openSlot(ask: SlotAsk, user: ConnectionUser): Promise<Connection> {
    const id = this.#options.bindings.find(ask.flow, ask.slot);
    if (id === undefined) throw notBound(ask);
    const open = await this.open(id);
    if (ask.type !== undefined && ask.type !== open.type.type) throw wrongType(ask, open);
    return new Connection(open, { ...this.#options, slot: ask, user });
  }

  /** Opens a credential by itself, for no flow: to try whether it works. Rejects as `open` does. */
  async openAlone(id: string): Promise<Connection> {
    const slot = { flow: '', slot: '', type: undefined, hosts: undefined };
    const user = { run: `test of ${id}`, learn: () => undefined };
    return new Connection(await this.open(id), { ...this.#options, slot, user });
  }

  /** Opens a credential by its id. @throws UserError `CREDENTIAL_INVALID`, and what the store throws */
  async open(id: string): Promise<OpenCredential> {
    const credential = await this.#options.store.open(id);
    const version = versionOf(credential);
    const known = this.#open.get(id);
    const limiter = this.#limiterOf(credential);
    if (known?.version === version) return known.opened;
    if (known?.opened.signer) this.#options.http.forget(known.opened.signer);
    const opened = this.#opened(credential, limiter);
    this.#open.set(id, { opened, given: credential, version });
    return opened;
  }

  /** How much of its rate limit a credential has used; undefined where it has none. */
  budget(id: string): { used: number; waiting: number } | undefined {
    const limiter = this.#limiters.get(id);
    return limiter?.limit && limiter.budget;
  }

  #limiterOf({ id, rate }: Credential): RateLimiter {
    const limiter = this.#limiters.get(id) ?? new RateLimiter();
    limiter.limit = rate;
    this.#limiters.set(id, limiter);
    return limiter;
  }

  #opened(given: Credential, limiter: RateLimiter): OpenCredential {
    const type = this.#options.types.get(given.type);
    if (!type) throw unknownType(given);
    const parsed = type.fields.safeParse(given.values);
    if (!parsed.success) throw invalid(given, String(parsed.error.issues[0]?.path[0] ?? ''));
    const credential = { ...given, values: parsed.data };
    const signer = type.signer?.(credential, this.services);
    const own = secretFields(describeConnectionType(type))
      .map((name) => credential.values[name])
      .filter((value) => typeof value === 'string');
    own.push(...(type.secretsOf?.(credential.values) ?? []));
    const secrets = (): readonly string[] => [...own, ...(signer?.secrets() ?? [])];
    return { credential, type, signer, limiter, secrets };
  }

  #makeServices(): SignerServices {
    const { store, http } = this.#options;
    const saveState = async (id: string, state: Record<string, unknown> | undefined): Promise<void> => {
      await store.saveState(id, state);
      // What the signer itself has learned does not make it out of date.
      const kept = this.#open.get(id);
      if (kept) kept.version = versionOf({ ...kept.given, state });
    };
    const open = (id: string): Promise<Credential> => store.open(id);
    return {
      store: { open, saveState, note: (id, news) => store.note(id, news) },
      http,
      now: () => Date.now(),
    };
  }
}

/** Changes whenever a signer made for the credential would be another. */
function versionOf({ type, name, preset, hosts, values, state }: Credential): string {
  return JSON.stringify([type, name, preset, hosts, values, state]);
}

function notBound({ slot, type }: SlotAsk): UserError {
  const what = type === undefined ? '' : ` (${type})`;
  return new UserError(
    `the connection slot "${slot}"${what} is not bound to a credential on this machine; nothing was sent`,
    {
      code: 'CONNECTION_NOT_BOUND',
      hint: `Bind "${slot}" to a credential, or remove the connection from the node to send without signing in.`,
    },
  );
}

function wrongType(ask: SlotAsk, { credential, type }: OpenCredential): UserError {
  return new UserError(
    `the connection slot "${ask.slot}" is for ${ask.type}, but the credential "${credential.name}" bound to it is ${type.type}`,
    {
      code: 'CONNECTION_TYPE',
      hint: `Bind "${ask.slot}" to a credential of the type ${ask.type}, or change the type of the slot.`,
    },
  );
}

function unknownType({ name, type }: Credential): UserError {
  return new UserError(`the credential "${name}" is of the type ${type}, which is not known here`, {
    code: 'CREDENTIAL_INVALID',
    hint: 'Update Flowbench to use it.',
  });
}

function invalid({ name }: Credential, field: string): UserError {
  // What is wrong with the value is not told: it may be a secret.
  return new UserError(
    `the credential "${name}" is not complete: "${field}" is missing or not as it must be`,
    {
      code: 'CREDENTIAL_INVALID',
      hint: 'Open it under Connections and correct it.',
    },
  );
}
