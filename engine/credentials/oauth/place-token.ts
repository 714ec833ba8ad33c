import type { SignableRequest } from '../signer.ts';
import type { OAuthSettings } from './fields.ts';

type Place = Pick<OAuthSettings, 'tokenPlace' | 'headerName' | 'headerPrefix' | 'queryName'>;

/** Puts a token where the service wants it, in place of whatever stands there. */
export function placeToken(request: SignableRequest, place: Place, token: string): void {
  if (place.tokenPlace === 'query') request.url.searchParams.set(place.queryName, token);
  else request.headers[place.headerName.toLowerCase()] = `${place.headerPrefix} ${token}`.trim();
}

/** The token that a request carries. */
export function tokenOn(request: SignableRequest, place: Place): string | undefined {
  if (place.tokenPlace === 'query') return request.url.searchParams.get(place.queryName) ?? undefined;
  const value = request.headers[place.headerName.toLowerCase()];
  return value?.startsWith(place.headerPrefix) ? value.slice(place.headerPrefix.length).trim() : value;
}
