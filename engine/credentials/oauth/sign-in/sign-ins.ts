import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SignInNews } from '#contract/connection';
import { toErrorShape, UserError } from '#contract/error';
import type { SignerServices } from '../../signer.ts';
import { needsSignIn, readSettings } from '../settings.ts';
import { tokenKeeper } from '../token-keeper.ts';
import { type SignIn, signInWithBrowser } from './with-browser.ts';
import { signInWithCode } from './with-code.ts';

/** How sign-ins pass the time; replaced only in tests. */
export interface SignInClock {
  /** Milliseconds until a sign-in is given up. */
  deadline: number;
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

const CLOCK: SignInClock = {
  deadline: 30 * 60_000,
  wait: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

/** Signs the user in for credentials of type `http.oauth2`; any number at the same time. */
export class SignIns {
  readonly #services: SignerServices;
  readonly #clock: SignInClock;
  /** What takes a pasted answer, by sign-in. */
  readonly #pastes = new Map<string, (answer: string) => void>();

  constructor(services: SignerServices, clock: Partial<SignInClock> = {}) {
    this.#services = services;
    this.#clock = { ...CLOCK, ...clock };
  }

  /**
   * Signs in as the credential's grant says; grants without a user just get a token. Ends with
   * `done` or `failed`; everything it holds is let go when the caller stops iterating or aborts.
   *
   * @param paste the browser runs elsewhere: the user copies its last address back
   */
  async *start(
    id: string,
    { paste, signal }: { paste: boolean; signal: AbortSignal },
  ): AsyncGenerator<SignInNews> {
    const signIn = randomUUID();
    const given = new AbortController();
    const late = setTimeout(() => given.abort(tooLate()), this.#clock.deadline);
    const ends = AbortSignal.any([signal, given.signal]);
    try {
      yield* this.#steps(id, signIn, paste, ends);
      yield { step: 'done' };
    } catch (error) {
      if (signal.aborted) return;
      const { message, hint } = toErrorShape(given.signal.aborted ? given.signal.reason : error);
      yield { step: 'failed', message, hint };
    } finally {
      clearTimeout(late);
      given.abort();
      this.#pastes.delete(signIn);
    }
  }

  /**
   * Takes the address or code that the user has copied from the browser.
   *
   * @returns false where no such sign-in waits for one
   * @throws UserError `SIGN_IN_ANSWER` where it is of no use; another may be given
   */
  finish(signIn: string, answer: string): boolean {
    const take = this.#pastes.get(signIn);
    take?.(answer);
    this.#pastes.delete(signIn);
    return take !== undefined;
  }

  async *#steps(id: string, signIn: string, paste: boolean, signal: AbortSignal): AsyncGenerator<SignInNews> {
    const services = this.#services;
    const settings = readSettings(await services.store.open(id));
    const keeper = tokenKeeper(services.store, id);
    if (!needsSignIn(settings)) return keeper.renew(services, signal);
    const begun: SignIn = {
      id: signIn,
      settings,
      services,
      signal,
      onPaste: (take) => this.#pastes.set(signIn, take),
      keep: (obtained) => keeper.signedIn(services, settings, obtained),
    };
    yield* settings.grant === 'deviceCode'
      ? signInWithCode(begun, this.#clock.wait)
      : signInWithBrowser(begun, paste);
  }
}

function tooLate(): UserError {
  return new UserError('Nobody signed in before the time was up', {
    code: 'SIGN_IN_LATE',
    hint: 'Start the sign-in again.',
  });
}
