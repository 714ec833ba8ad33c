/** How many requests a credential may make, over all flows. */
export interface RateLimit {
  /** Requests in an interval. */
  requests?: number | undefined;
  /** The interval, as a duration like `1m`. */
  per?: string | undefined;
  /** Requests at the same time. */
  concurrent?: number | undefined;
}

/**
 * How a credential does. `untested` never used nor tested; `ready` the last use or test went well;
 * `failing` the other side refused it; `reconnect` the user has to sign in again; `locked` its
 * secrets cannot be read with the key at hand; nothing of it is deleted.
 */
export type CredentialHealth = 'untested' | 'ready' | 'failing' | 'reconnect' | 'locked';

/** A credential as everybody may see it: nothing secret is in it. Times are milliseconds since 1970. */
export interface CredentialEntry {
  id: string;
  name: string;
  /** Connection type. */
  type: string;
  preset: string | undefined;
  /**
   * Hosts it may be used with, like `api.example.com` or `*.example.com`. Empty: those that follow
   * from its fields, and where none do, none.
   */
  hosts: readonly string[];
  /** Fields that are not secret. */
  values: Readonly<Record<string, unknown>>;
  /** Secret fields that have a value. */
  filled: readonly string[];
  rate: RateLimit | undefined;
  health: CredentialHealth;
  /** One sentence on what is wrong, with what to do. */
  problem: string | undefined;
  createdAt: number;
  updatedAt: number;
  lastUsedAt: number | undefined;
  /** When what signing in gave ends, where that is known. */
  expiresAt: number | undefined;
  /** Slots of flows that are bound to it. */
  usedBy: readonly { flow: string; name: string; path: string | undefined; slot: string }[];
  /** Requests made in the current interval of its rate limit, and those waiting for their turn. */
  budget: { used: number; waiting: number } | undefined;
}

/** What the user gives to make or change a credential. */
export interface CredentialDraft {
  /** Of the one to change; a new one without it. */
  id?: string | undefined;
  name: string;
  type: string;
  preset?: string | undefined;
  hosts: readonly string[];
  /** All fields; a secret one that is left out keeps its value. */
  values: Readonly<Record<string, unknown>>;
  rate?: RateLimit | undefined;
}

/** Where the secrets are kept and whether they can be read. */
export interface VaultStatus {
  /** `none`: nothing is kept yet and nothing has been chosen; while it is `open`, the first one saved chooses the keychain. */
  keeper: 'keychain' | 'passphrase' | 'none';
  /**
   * `open` ready to use; `locked` waits for the passphrase or for the keychain to be unlocked;
   * `keyLost` the keychain no longer has the key these records were written with; `unavailable`
   * there is no keychain here.
   */
  state: 'open' | 'locked' | 'keyLost' | 'unavailable';
  /** Sentences for the user, where it is not open. */
  message: string | undefined;
  hint: string | undefined;
}

/** How a sign-in in the browser goes on. */
export type SignInNews =
  /** Open this address; with `paste` the user copies back the address (or code) the browser ends at. */
  | { step: 'open'; signIn: string; url: string; paste: boolean }
  /** Open this address and type this code there. */
  | { step: 'code'; signIn: string; url: string; userCode: string; expiresAt: number }
  | { step: 'done' }
  | { step: 'failed'; message: string; hint: string | undefined };

/** A connection slot of a flow, and what fills it here. */
export interface BoundSlot {
  slot: string;
  type: string;
  hosts: readonly string[];
  /** Nodes that use it. */
  nodes: readonly string[];
  /** Id of the credential bound to it on this machine. */
  credential: string | undefined;
  /** Ids of credentials that would fit, the best first. */
  suggestions: readonly string[];
}
