import type { RateLimit } from '#contract/connection';

/** A credential as the engine uses it: opened for a use, never written anywhere. */
export interface Credential {
  id: string;
  name: string;
  /** Connection type. */
  type: string;
  preset: string | undefined;
  /** Hosts it may be used with. */
  hosts: readonly string[];
  rate: RateLimit | undefined;
  /** Every field, the secret ones among them. */
  values: Readonly<Record<string, unknown>>;
  /** What signing in has given (tokens and when they end); as secret as the values. */
  state: Readonly<Record<string, unknown>> | undefined;
}

/** What became of using a credential. Times are milliseconds since 1970. */
export interface CredentialNews {
  usedAt?: number;
  health?: 'ready' | 'failing' | 'reconnect';
  /** One sentence with what to do, without a secret in it; undefined takes the last one back. */
  problem?: string | undefined;
  expiresAt?: number | undefined;
}

/** Where credentials come from: the vault. */
export interface CredentialStore {
  /**
   * Opens a credential.
   *
   * @throws UserError `CREDENTIAL_GONE`, `VAULT_LOCKED`, `CREDENTIAL_LOCKED`
   */
  open(id: string): Promise<Credential>;
  /** Keeps what signing in has given, encrypted as everything else, durable when it resolves. */
  saveState(id: string, state: Record<string, unknown> | undefined): Promise<void>;
  /** Notes how it did; cheap, may be called for every request. */
  note(id: string, news: CredentialNews): void;
}
