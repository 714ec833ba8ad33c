import { createHash, randomBytes } from 'node:crypto';
import type { SignInNews } from '#contract/connection';
import { toErrorShape } from '#contract/error';
import type { OAuthSettings } from '../fields.ts';
import { type Obtained, requestTokens } from '../obtain-tokens.ts';
import type { EndpointServices } from '../token-endpoint.ts';
import { clientRequest, extraParams } from '../token-request.ts';
import { type Loopback, listenForRedirect, type Reply } from './loopback.ts';
import { type Redirected, readPasted, readRedirect } from './read-redirect.ts';
import { redirectAddress } from './redirect-address.ts';

/** One sign-in under way, as the flows see it. */
export interface SignIn {
  id: string;
  settings: OAuthSettings;
  services: EndpointServices;
  /** Aborts when it is given up or takes too long. */
  signal: AbortSignal;
  /** Hands what the user pastes to this function, which throws a sentence where it is of no use. */
  onPaste(take: (answer: string) => void): void;
  /** Keeps what was got; durable when it resolves. */
  keep(obtained: Obtained): Promise<void>;
}

/**
 * Authorization code with PKCE (RFC 6749, 7636, 8252): the user signs in in a browser, which comes
 * back to a port of this machine, or whose last address the user copies.
 */
export async function* signInWithBrowser(signIn: SignIn, paste: boolean): AsyncGenerator<SignInNews> {
  const { settings, signal } = signIn;
  const redirect = redirectAddress(settings.redirectUrl, paste);
  const authUrl = new URL(settings.authUrl ?? '');
  const state = secret();
  const verifier = settings.pkce ? secret() : undefined;
  const came = Promise.withResolvers<Redirected>();
  let loopback: Loopback | undefined;
  let reply: Reply = { ok: false, heading: 'Not signed in', text: 'Go back to Flowbench to try again.' };
  // Given up before anybody waits for it, this must not count as unhandled.
  came.promise.catch(() => undefined);
  signal.addEventListener('abort', () => came.reject(signal.reason), { once: true });
  try {
    if (redirect.kind === 'listen') {
      loopback = await listenForRedirect(redirect.url, (query) => {
        const read = readRedirect(query, state, authUrl.host);
        if (read) came.resolve(read);
        return read !== undefined;
      });
    }
    signal.throwIfAborted();
    const redirectUri = loopback?.url ?? (redirect.kind === 'paste' ? redirect.text : '');
    signIn.onPaste((answer) => came.resolve(readPasted(answer, state, redirectUri, authUrl.host)));
    const url = signInAddress(authUrl, settings, { redirectUri, state, verifier });
    yield { step: 'open', signIn: signIn.id, url, paste: redirect.kind === 'paste' };
    const answer = await came.promise;
    if ('error' in answer) throw answer.error;
    await signIn.keep(await exchange(signIn, answer.code, redirectUri, verifier));
    reply = { ok: true, heading: 'Signed in', text: 'Close this window and go back to Flowbench.' };
  } catch (error) {
    const { message, hint = '' } = toErrorShape(error);
    if (!signal.aborted) reply = { ...reply, text: `${message}. ${hint} ${reply.text}` };
    throw error;
  } finally {
    loopback?.close(reply);
  }
}

/** 256 bits that nobody can guess. */
function secret(): string {
  return randomBytes(32).toString('base64url');
}

function signInAddress(
  authUrl: URL,
  settings: OAuthSettings,
  { redirectUri, state, verifier }: { redirectUri: string; state: string; verifier: string | undefined },
): string {
  const { clientId, scopes: scope, audience, resource } = settings;
  const challenge = verifier && createHash('sha256').update(verifier).digest('base64url');
  const params = {
    scope,
    audience,
    resource,
    ...extraParams(settings),
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: challenge,
    code_challenge_method: challenge && 'S256',
  };
  const url = new URL(authUrl);
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

function exchange(
  { services, settings, signal }: SignIn,
  code: string,
  redirectUri: string,
  verifier: string | undefined,
): Promise<Obtained> {
  const request = clientRequest(settings, settings.tokenUrl, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    resource: settings.resource,
  });
  return requestTokens(services, settings, request, [code, verifier ?? ''], signal);
}
