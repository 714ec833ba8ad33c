import { z } from 'zod';
import { StepError } from '#contract/error';
import { parseDuration } from '#contract/flow';
import type { OAuthSettings } from './fields.ts';
import type { EndpointAnswer } from './token-endpoint.ts';

/** Tokens as they are kept in the vault. Times are milliseconds since 1970 by this machine's clock. */
const tokensSchema = z.object({
  accessToken: z.string(),
  refreshToken: z.string().optional(),
  /** The refresh token before the last rotation: what is left where the new one turns out never to have counted. */
  previousRefreshToken: z.string().optional(),
  obtainedAt: z.number(),
  /** End of the access token, where it is known. */
  expiresAt: z.number().optional(),
  /** End of the refresh token, where it is known. */
  refreshEndsAt: z.number().optional(),
});

export type Tokens = z.output<typeof tokensSchema>;

/** What the vault keeps of signing in, as `Credential.state`. */
const stateSchema = z.object({
  /** Fingerprint of the settings that the tokens were got with. */
  madeFor: z.string(),
  /** Milliseconds by which the service's clock is ahead. */
  skew: z.number().default(0),
  tokens: tokensSchema.optional(),
  /** The service has taken the sign-in back: it is not tried again before the user signs in. */
  ended: z.string().optional(),
});

export type TokenState = z.output<typeof stateSchema>;

/** Reads what the vault has kept; what is not readable counts as never signed in. */
export function readState(state: unknown): TokenState | undefined {
  return stateSchema.safeParse(state).data;
}

/** What can stand in a header of a size that servers take. */
const TOKEN = /^[\x20-\x7e]{1,32768}$/;
/** Time before its end at which a token is renewed; a fifth of its life where that is short. */
const MARGIN = 60_000;
/** A clock that was put back by more than this makes every known end worthless. */
const CLOCK_PUT_BACK = 5 * 60_000;
/** Who says that a token lives longer does not mean it. */
const LONGEST_LIFE = 10 * 365 * 24 * 3_600_000;
/** Numbers from here on are points in time (seconds, then milliseconds since 1970), below they are lives. */
const IS_SECONDS = 1e9;
const IS_MILLISECONDS = 1e11;

/** Whether an access token may be used now. One whose end nobody knows is good until it is refused. */
export function isFresh({ obtainedAt, expiresAt }: Tokens, now: number): boolean {
  if (expiresAt === undefined) return true;
  if (now < obtainedAt - CLOCK_PUT_BACK) return false;
  return now < expiresAt - Math.min(MARGIN, (expiresAt - obtainedAt) / 5);
}

/**
 * Reads tokens from the answer of a token endpoint.
 *
 * @param sentAt when the request was sent: a life counts from there, to be on the safe side
 * @throws StepError `TOKEN_ANSWER` where there is none
 */
export function readTokens(
  { values, skew = 0 }: EndpointAnswer,
  settings: OAuthSettings,
  sentAt: number,
): Tokens {
  const { tokenUrl, tokenPath, lifePath, tokenLife } = settings;
  const accessToken = at(values, tokenPath);
  if (typeof accessToken !== 'string' || !TOKEN.test(accessToken)) {
    throw noToken(new URL(tokenUrl).host, tokenPath, accessToken !== undefined);
  }
  // Some services nest the whole answer, and the rest stands beside the token.
  const beside = (name: string) =>
    values[name] ?? at(values, [...tokenPath.split('.').slice(0, -1), name].join('.'));
  const refreshToken = beside('refresh_token');
  const life = tokenLife === undefined ? undefined : sentAt + (parseDuration(tokenLife) ?? 0);
  const end = (value: unknown) => endOf(value, sentAt, skew);
  const expiresAt = end(at(values, lifePath)) ?? end(beside('expires_in')) ?? life;
  const refreshEndsAt = end(values.refresh_expires_in) ?? end(values.refresh_token_expires_in);
  return {
    accessToken,
    obtainedAt: sentAt,
    ...(typeof refreshToken === 'string' && refreshToken !== '' ? { refreshToken } : {}),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(refreshEndsAt === undefined ? {} : { refreshEndsAt }),
  };
}

/** When something ends, of seconds from now, seconds or milliseconds since 1970, or a date; undefined for "never". */
function endOf(value: unknown, sentAt: number, skew: number): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number') return undefined;
  const date = Number.isNaN(number) ? Date.parse(String(value)) : number;
  const end =
    Number.isNaN(number) || number >= IS_MILLISECONDS
      ? date - skew
      : number >= IS_SECONDS
        ? number * 1000 - skew
        : sentAt + number * 1000;
  return end > sentAt && end < sentAt + LONGEST_LIFE ? end : undefined;
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inside, key) => {
    const isObject = typeof inside === 'object' && inside !== null && Object.hasOwn(inside, key);
    return isObject ? (inside as Record<string, unknown>)[key] : undefined;
  }, value);
}

function noToken(host: string, path: string, isThere: boolean): StepError {
  return new StepError(
    isThere
      ? `${host} sent as ${path} something that cannot be a token`
      : `${host} sent no token: its answer has no ${path}`,
    {
      code: 'TOKEN_ANSWER',
      hint: 'Check the token address, and where the connection looks for the token in the answer.',
      retryable: false,
    },
  );
}
