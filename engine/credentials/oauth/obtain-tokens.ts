import { makeAssertion } from './assertion.ts';
import type { OAuthSettings } from './fields.ts';
import { needsSignIn, secretTexts } from './settings.ts';
import { askEndpoint, type EndpointServices } from './token-endpoint.ts';
import { TokenRefused } from './token-refused.ts';
import {
  clientRequest,
  customRequest,
  extraParams,
  formRequest,
  type TokenRequest,
} from './token-request.ts';
import { readTokens, type TokenState, type Tokens } from './tokens.ts';

/** Clocks that differ by less than this are not why a service refuses a signed JWT. */
const SKEW_THAT_MATTERS = 30_000;

/** New tokens, and how far the service's clock is ahead of ours (milliseconds). */
export interface Obtained {
  tokens: Tokens;
  skew: number;
}

/** Asks the token endpoint and reads tokens from its answer; what it refuses is thrown. */
export async function requestTokens(
  services: EndpointServices,
  settings: OAuthSettings,
  request: TokenRequest,
  secrets: readonly string[] = [],
  signal?: AbortSignal,
): Promise<Obtained> {
  const sentAt = services.now();
  const all = [...secretTexts(settings), ...secrets];
  const answer = await askEndpoint(services, settings, request, all, signal);
  return { tokens: readTokens(answer, settings, sentAt), skew: answer.skew ?? 0 };
}

/** Refresh tokens to try, the likeliest first. */
export function refreshTokens(settings: OAuthSettings, tokens: Tokens | undefined): readonly string[] {
  const pasted = settings.grant === 'refreshToken' ? settings.refreshToken : undefined;
  const kept = [tokens?.refreshToken, tokens?.previousRefreshToken].filter((token) => token !== undefined);
  return kept.length > 0 || pasted === undefined ? kept : [pasted];
}

/** Whether new tokens can be got without the user. */
export function canRenew(settings: OAuthSettings, tokens: Tokens | undefined): boolean {
  const machine = !needsSignIn(settings) && settings.grant !== 'refreshToken';
  return machine || refreshTokens(settings, tokens).length > 0;
}

/**
 * Gets new tokens without the user: with a refresh token, or as the app itself.
 *
 * @throws TokenRefused, StepError
 */
export async function renewTokens(
  services: EndpointServices,
  settings: OAuthSettings,
  { tokens, skew }: Pick<TokenState, 'tokens' | 'skew'>,
): Promise<Obtained> {
  const { tokenUrl, scopes: scope, audience, resource } = settings;
  switch (settings.grant) {
    case 'clientCredentials': {
      const params = {
        ...extraParams(settings),
        grant_type: 'client_credentials',
        scope,
        audience,
        resource,
      };
      return requestTokens(services, settings, clientRequest(settings, tokenUrl, params));
    }
    case 'jwtBearer':
      return exchangeAssertion(services, settings, skew);
    case 'custom':
      return requestTokens(services, settings, customRequest(settings));
    default:
      return refresh(services, settings, tokens);
  }
}

async function exchangeAssertion(
  services: EndpointServices,
  settings: OAuthSettings,
  skew: number,
): Promise<Obtained> {
  const { tokenUrl, scopes: scope, audience, resource } = settings;
  const exchange = (ahead: number) => {
    const assertion = makeAssertion(settings, services.now() + ahead);
    const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    const params = { ...extraParams(settings), grant_type, assertion, scope, audience, resource };
    return requestTokens(services, settings, formRequest(tokenUrl, params), [assertion]);
  };
  try {
    return await exchange(skew);
  } catch (error) {
    // A clock that is off makes a JWT that is not valid yet, or no longer; the answer tells the time.
    const told = error instanceof TokenRefused ? error.skew : undefined;
    if (told === undefined || Math.abs(told - skew) < SKEW_THAT_MATTERS) throw error;
    return exchange(told);
  }
}

async function refresh(
  services: EndpointServices,
  settings: OAuthSettings,
  held: Tokens | undefined,
): Promise<Obtained> {
  const { tokenUrl, resource } = settings;
  let refused: unknown;
  for (const refreshToken of refreshTokens(settings, held)) {
    const params = {
      ...(settings.grant === 'refreshToken' ? extraParams(settings) : {}),
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      resource,
    };
    try {
      const request = clientRequest(settings, tokenUrl, params);
      const obtained = await requestTokens(services, settings, request, [refreshToken]);
      return { ...obtained, tokens: afterRefresh(obtained.tokens, refreshToken, held) };
    } catch (error) {
      if (!(error instanceof TokenRefused && error.error === 'invalid_grant')) throw error;
      refused ??= error;
    }
  }
  throw refused;
}

/** Without a new refresh token the old one goes on; with one, the old one is kept in case the new one never counted. */
function afterRefresh(tokens: Tokens, used: string, held: Tokens | undefined): Tokens {
  if (tokens.refreshToken === undefined) {
    const refreshEndsAt = tokens.refreshEndsAt ?? held?.refreshEndsAt;
    return { ...tokens, refreshToken: used, ...(refreshEndsAt === undefined ? {} : { refreshEndsAt }) };
  }
  return tokens.refreshToken === used ? tokens : { ...tokens, previousRefreshToken: used };
}
