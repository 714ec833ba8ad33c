import { timingSafeEqual } from 'node:crypto';
import { UserError } from '#contract/error';
import { withoutSecrets } from '../without-secrets.ts';

/** What the browser brought back: a code, or the service's no. */
export type Redirected = { code: string } | { error: UserError };

/**
 * Reads the query that the service gave the browser to bring back.
 *
 * @returns undefined where it does not belong to the sign-in with this state
 */
export function readRedirect(query: URLSearchParams, state: string, host: string): Redirected | undefined {
  if (!same(query.get('state') ?? '', state)) return undefined;
  const error = query.get('error');
  if (error !== null) return { error: refused(host, error, query.get('error_description') ?? '') };
  const code = query.get('code');
  return code ? { code } : { error: refused(host, 'no code was given', '') };
}

/**
 * Reads what the user has copied from the browser: the whole address it ended at, or only the code.
 *
 * @throws UserError `SIGN_IN_ANSWER` where that is of no use; the user may try again
 */
export function readPasted(answer: string, state: string, redirect: string, host: string): Redirected {
  const text = answer.trim();
  const url = /^[a-z][\w+.-]*:/i.test(text) ? URL.parse(text) : null;
  if (!url) {
    const isCode = /^[\x21-\x7e]+$/.test(text);
    if (isCode && !text.includes('code=')) return { code: text };
    throw useless('That is neither an address nor a code', 'Copy the whole address out of the browser.');
  }
  if (placeOf(url) !== placeOf(new URL(redirect))) {
    throw useless(
      `That address is not where ${host} sends the browser after signing in`,
      `Sign in first, then copy the address the browser ends at; it begins with ${redirect}.`,
    );
  }
  const read = readRedirect(url.searchParams, state, host);
  if (read) return read;
  throw useless(
    'That address belongs to another sign-in',
    'Open the address that is shown here, sign in there, and copy the address the browser ends at.',
  );
}

function placeOf({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`;
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refused(host: string, error: string, description: string): UserError {
  const said = description ? `${error}: ${description}` : error;
  return new UserError(`${host} did not let you sign in (${withoutSecrets(said, []).replace(/\.$/, '')})`, {
    code: 'SIGN_IN_REFUSED',
    hint:
      error === 'access_denied'
        ? 'Sign in again and allow the access, or ask who administers the service.'
        : 'Check the client id, scopes and redirect address of the connection.',
  });
}

function useless(message: string, hint: string): UserError {
  return new UserError(message, { code: 'SIGN_IN_ANSWER', hint });
}
