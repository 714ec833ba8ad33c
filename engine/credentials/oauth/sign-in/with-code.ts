import type { SignInNews } from '#contract/connection';
import { FlowError, StepError, UserError } from '#contract/error';
import { type Obtained, requestTokens } from '../obtain-tokens.ts';
import { secretTexts } from '../settings.ts';
import { askEndpoint } from '../token-endpoint.ts';
import { TokenRefused } from '../token-refused.ts';
import { clientRequest, extraParams } from '../token-request.ts';
import type { SignIn } from './with-browser.ts';

/** Seconds, as RFC 8628 has them. */
const DEFAULT_INTERVAL = 5;
const SLOWER_BY = 5;
const DEFAULT_LIFE = 900;
const LONGEST_INTERVAL = 60;

/** What the device endpoint has given. */
interface DeviceCode {
  code: string;
  userCode: string;
  url: string;
  /** Seconds between two questions. */
  interval: number;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/**
 * Device code (RFC 8628): the user types a code on any device, while we ask now and then.
 *
 * @param wait resolves after so many milliseconds, rejects when aborted
 */
export async function* signInWithCode(
  signIn: SignIn,
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>,
): AsyncGenerator<SignInNews> {
  const device = await askForCode(signIn);
  const { url, userCode, expiresAt } = device;
  yield { step: 'code', signIn: signIn.id, url, userCode, expiresAt };
  let { interval } = device;
  for (;;) {
    await wait(interval * 1000, signIn.signal);
    if (signIn.services.now() >= expiresAt) throw expired();
    const answer = await poll(signIn, device.code);
    if (typeof answer === 'object') return signIn.keep(answer);
    if (answer === 'slow_down') interval = Math.min(interval + SLOWER_BY, LONGEST_INTERVAL);
  }
}

async function askForCode({ settings, services, signal }: SignIn): Promise<DeviceCode> {
  const { deviceUrl = '', scopes: scope, audience, resource } = settings;
  const params = { ...extraParams(settings), scope, audience, resource };
  const request = clientRequest(settings, deviceUrl, params);
  const sentAt = services.now();
  const { values } = await askEndpoint(services, settings, request, secretTexts(settings), signal);
  const { device_code: code, user_code: userCode, interval, expires_in: life } = values;
  // Google's name for it is older than the standard's.
  const url = values.verification_uri_complete ?? values.verification_uri ?? values.verification_url;
  const isAddress = typeof url === 'string' && /^https?:$/.test(URL.parse(url)?.protocol ?? '');
  if (typeof code !== 'string' || typeof userCode !== 'string' || !isAddress) {
    throw new StepError(`${new URL(deviceUrl).host} sent no code to type in`, {
      code: 'TOKEN_ANSWER',
      hint: 'Check the device address of the connection.',
      retryable: false,
    });
  }
  return {
    code,
    userCode,
    url,
    interval: Math.min(positive(interval) ?? DEFAULT_INTERVAL, LONGEST_INTERVAL),
    expiresAt: sentAt + (positive(life) ?? DEFAULT_LIFE) * 1000,
  };
}

async function poll(
  { settings, services, signal }: SignIn,
  code: string,
): Promise<Obtained | 'pending' | 'slow_down'> {
  const request = clientRequest(settings, settings.tokenUrl, {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: code,
  });
  try {
    return await requestTokens(services, settings, request, [code], signal);
  } catch (error) {
    if (error instanceof TokenRefused) return waitFor(error);
    // The network may come back, and the user is not yet done; it asks less often meanwhile.
    if (error instanceof FlowError && error.retryable) return 'slow_down';
    throw error;
  }
}

function waitFor(refusal: TokenRefused): 'pending' | 'slow_down' {
  if (refusal.error === 'authorization_pending') return 'pending';
  if (refusal.error === 'slow_down') return 'slow_down';
  if (refusal.error === 'expired_token') throw expired();
  if (refusal.error !== 'access_denied') throw refusal;
  throw new UserError('The access was not allowed', {
    code: 'SIGN_IN_REFUSED',
    hint: 'Sign in again and allow it, or ask who administers the service.',
  });
}

function expired(): UserError {
  return new UserError('The code was not typed in before it ended', {
    code: 'SIGN_IN_LATE',
    hint: 'Start the sign-in again and type the new code.',
  });
}

function positive(value: unknown): number | undefined {
  const number = Number(value);
  return number > 0 && Number.isFinite(number) ? number : undefined;
}
