import { UserError } from '#contract/error';
import type { Credential, CredentialStore } from '../credential.ts';
import type { SignerServices } from '../signer.ts';
import type { OAuthSettings } from './fields.ts';
import { canRenew, type Obtained, renewTokens } from './obtain-tokens.ts';
import { fingerprint, needsSignIn, readSettings } from './settings.ts';
import { TokenRefused } from './token-refused.ts';
import { isFresh, readState, type TokenState, type Tokens } from './tokens.ts';

/** A service that refuses even a new token has another reason; tokens are not renewed again before (milliseconds). */
const NOT_AGAIN_FOR = 60_000;
const SIGN_IN = 'Open Connections and choose "Sign in" there.';

const keepers = new WeakMap<CredentialStore, Map<string, TokenKeeper>>();

/** The one keeper of a credential's tokens, for all runs that share its store. */
export function tokenKeeper(store: CredentialStore, id: string): TokenKeeper {
  const ofStore = keepers.get(store) ?? new Map<string, TokenKeeper>();
  keepers.set(store, ofStore);
  const keeper = ofStore.get(id) ?? new TokenKeeper(id);
  ofStore.set(id, keeper);
  return keeper;
}

/**
 * Keeps the tokens of one credential: renews them before they end, once for all who wait, and
 * hands none out before it is durable, so that a rotated refresh token cannot get lost with the process.
 */
class TokenKeeper {
  readonly #id: string;
  #state: TokenState | undefined;
  /** Got from the service but not yet saved: they are saved before anything else is asked for. */
  #unsaved: { settings: OAuthSettings; obtained: Obtained } | undefined;
  #busy: Promise<Tokens> | undefined;
  /** When a token was last renewed because a service refused it. */
  #refusedAt = Number.NEGATIVE_INFINITY;

  constructor(id: string) {
    this.#id = id;
  }

  /** The tokens at hand, for masking; they may have ended. */
  get tokens(): Tokens | undefined {
    return this.#unsaved?.obtained.tokens ?? this.#state?.tokens;
  }

  /**
   * An access token that is good now.
   *
   * @throws UserError `SIGN_IN_NEEDED`, `RECONNECT` where the user has to sign in; TokenRefused, StepError
   */
  async current(services: SignerServices, settings: OAuthSettings, signal: AbortSignal): Promise<string> {
    const { tokens, madeFor } = this.#state ?? {};
    if (tokens && madeFor === fingerprint(settings) && isFresh(tokens, services.now())) {
      return tokens.accessToken;
    }
    const work = this.#busy ?? this.#start(() => this.#obtain(services, () => false));
    return (await unlessAborted(work, signal)).accessToken;
  }

  /** Gets new tokens whatever is at hand, where that does not take the user: shows whether it works. Rejects as `current` does. */
  async renew(services: SignerServices, signal: AbortSignal): Promise<void> {
    while (this.#busy) await unlessAborted(this.#busy, signal);
    await unlessAborted(
      this.#start(() => this.#obtain(services, (held, settings) => canRenew(settings, held))),
      signal,
    );
  }

  /**
   * A service has refused this access token: sees to it that there is another one. Rejects as `current` does.
   *
   * @returns whether there is, so that it is worth to ask again
   */
  async replace(services: SignerServices, refused: string, signal: AbortSignal): Promise<boolean> {
    while (this.#busy) await unlessAborted(this.#busy, signal);
    if (this.tokens && this.tokens.accessToken !== refused) return true;
    if (services.now() < this.#refusedAt + NOT_AGAIN_FOR) return false;
    this.#refusedAt = services.now();
    await unlessAborted(
      this.#start(() => this.#obtain(services, (held) => held.accessToken === refused)),
      signal,
    );
    return true;
  }

  /** Takes what a sign-in with these settings has given; durable when it resolves. */
  async signedIn(services: SignerServices, settings: OAuthSettings, obtained: Obtained): Promise<void> {
    // Whatever is being renewed belongs to the sign-in before this one.
    while (this.#busy) await this.#busy.catch(() => undefined);
    await this.#start(() => this.#save(services, settings, obtained));
  }

  #start(work: () => Promise<Tokens>): Promise<Tokens> {
    const busy = work().finally(() => {
      this.#busy = undefined;
    });
    // Everybody who waits for it may have given up by the time it fails.
    busy.catch(() => undefined);
    this.#busy = busy;
    return busy;
  }

  /** @param isRefused says of tokens that look good that they are not */
  async #obtain(
    services: SignerServices,
    isRefused: (held: Tokens, settings: OAuthSettings) => boolean,
  ): Promise<Tokens> {
    if (this.#unsaved) await this.#save(services, this.#unsaved.settings, this.#unsaved.obtained);
    // Opened anew: fields may have been edited, and another process may have renewed the tokens.
    const credential = await services.store.open(this.#id);
    const settings = readSettings(credential);
    const state = this.#read(credential, settings);
    const { tokens } = state;
    if (tokens && !isRefused(tokens, settings) && isFresh(tokens, services.now())) return tokens;
    if (state.ended !== undefined) throw this.#lost(services, reconnect(state.ended));
    if (!canRenew(settings, tokens)) throw this.#lost(services, signInNeeded(credential.name, tokens));
    try {
      return await this.#save(services, settings, await renewTokens(services, settings, state));
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      return this.#afterRefusal(services, settings, state, error);
    }
  }

  #read(credential: Credential, settings: OAuthSettings): TokenState {
    const madeFor = fingerprint(settings);
    const state = readState(credential.state);
    this.#state = state?.madeFor === madeFor ? state : { madeFor, skew: state?.skew ?? 0 };
    return this.#state;
  }

  async #save(services: SignerServices, settings: OAuthSettings, obtained: Obtained): Promise<Tokens> {
    this.#unsaved = { settings, obtained };
    const state: TokenState = { madeFor: fingerprint(settings), ...obtained };
    await services.store.saveState(this.#id, state);
    this.#unsaved = undefined;
    this.#state = state;
    const { expiresAt, refreshEndsAt } = obtained.tokens;
    services.store.note(this.#id, {
      health: 'ready',
      problem: undefined,
      // The end of an access token that is renewed by itself is nobody's business.
      expiresAt: canRenew(settings, obtained.tokens) ? refreshEndsAt : expiresAt,
    });
    return obtained.tokens;
  }

  /** The service does not give new tokens: says so where the user sees it, and does not ask again with the same. */
  async #afterRefusal(
    services: SignerServices,
    settings: OAuthSettings,
    tried: TokenState,
    error: TokenRefused,
  ): Promise<Tokens> {
    const isOver =
      error.error === 'invalid_grant' && (needsSignIn(settings) || settings.grant === 'refreshToken');
    if (!isOver) {
      services.store.note(this.#id, {
        health: 'failing',
        problem: `${error.message}. ${error.hint ?? ''}`.trim(),
      });
      throw error;
    }
    const credential = await services.store.open(this.#id);
    const now = this.#read(credential, readSettings(credential));
    // Another process was faster: its refresh has made ours invalid.
    const theirs = now.tokens;
    if (theirs && theirs.accessToken !== tried.tokens?.accessToken && isFresh(theirs, services.now()))
      return theirs;
    const ended = endedSentence(credential.name, settings, error);
    this.#state = { madeFor: now.madeFor, skew: now.skew, ended };
    await services.store.saveState(this.#id, this.#state);
    throw this.#lost(services, reconnect(ended, error));
  }

  #lost({ store }: SignerServices, error: UserError): UserError {
    store.note(this.#id, { health: 'reconnect', problem: `${error.message}. ${error.hint ?? ''}`.trim() });
    return error;
  }
}

function endedSentence(name: string, { grant }: OAuthSettings, { message }: TokenRefused): string {
  return grant === 'refreshToken'
    ? `The refresh token of "${name}" is no longer good: ${message}`
    : `The sign-in of "${name}" has ended: ${message}`;
}

function reconnect(message: string, cause?: unknown): UserError {
  const isPasted = message.startsWith('The refresh token');
  return new UserError(message, {
    code: 'RECONNECT',
    hint: isPasted ? 'Open Connections and enter a new refresh token.' : SIGN_IN,
    ...(cause === undefined ? {} : { cause }),
  });
}

function signInNeeded(name: string, tokens: Tokens | undefined): UserError {
  return tokens
    ? new UserError(`The sign-in of "${name}" has ended, and the service gave nothing to renew it with`, {
        code: 'RECONNECT',
        hint: `${SIGN_IN} Some services give a refresh token only where a scope such as offline_access asks for it.`,
      })
    : new UserError(
        `Nobody has signed in with the connection "${name}" yet, or its settings have changed since`,
        {
          code: 'SIGN_IN_NEEDED',
          hint: SIGN_IN,
        },
      );
}

/** Waits for work that goes on for others even where this one gives up. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
