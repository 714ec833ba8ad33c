import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '#contract/error';
import type { Credential } from '../credential.ts';
import { trusting } from '../tls/authority.ts';
import { type Grant, type OAuthSettings, oauthFields } from './fields.ts';

/** Grants that the user signs in for; the others get new tokens by themselves. */
const SIGNED_IN: readonly Grant[] = ['authorizationCode', 'deviceCode'];

/**
 * The checked fields of a credential of type `http.oauth2`.
 *
 * @throws UserError `CREDENTIAL_INVALID` that names the field, `CLIENT_CERTIFICATE`
 */
export function readSettings(credential: Credential): OAuthSettings {
  // Forms give empty texts for what was left empty. Nothing before the token is a choice of its own.
  const given = Object.entries(credential.values).filter(
    ([name, value]) => name === 'headerPrefix' || (value !== '' && value !== null),
  );
  const read = oauthFields.safeParse(Object.fromEntries(given));
  if (read.success) {
    trusting(credential);
    return read.data;
  }
  const { path, message } = read.error.issues[0] ?? { path: [], message: '' };
  throw new UserError(`The connection "${credential.name}" is not complete: ${labelOf(path[0])} ${message}`, {
    code: 'CREDENTIAL_INVALID',
    hint: 'Open Connections and correct it there.',
  });
}

function labelOf(name: PropertyKey = ''): string {
  const { properties = {} } = z.toJSONSchema(oauthFields, { io: 'input' });
  const field = properties[String(name)];
  return (typeof field === 'object' ? (field as { label?: string }).label : undefined) ?? String(name);
}

/** Whether the user has to sign in for this grant. */
export function needsSignIn({ grant }: OAuthSettings): boolean {
  return SIGNED_IN.includes(grant);
}

/**
 * A short text that changes when tokens got with these settings no longer fit them. After a
 * sign-in that is only what the user has agreed to, so that a new client secret does not ask for another one.
 */
export function fingerprint(settings: OAuthSettings): string {
  const { grant, tokenUrl, clientId, scopes, audience, resource } = settings;
  const decisive = needsSignIn(settings)
    ? { grant, tokenUrl, clientId, scopes, audience, resource }
    : settings;
  return createHash('sha256').update(JSON.stringify(decisive)).digest('base64url').slice(0, 22);
}

/** Every secret text of the fields, also as it looks on the wire. */
export function secretTexts(settings: OAuthSettings): readonly string[] {
  const { clientId = '', clientSecret, refreshToken, jwtKey, password } = settings;
  const basic = clientSecret === undefined ? undefined : basicLogin(clientId, clientSecret);
  return [clientSecret, basic, refreshToken, jwtKey, password].filter((text) => text !== undefined);
}

/** Id and secret as a Basic header has them, escaped as OAuth 2.0 wants it (RFC 6749, 2.3.1). */
export function basicLogin(id: string, secret: string): string {
  const [user, password] = [id, secret].map((part) => new URLSearchParams({ '': part }).toString().slice(1));
  return Buffer.from(`${user}:${password}`).toString('base64');
}
