import { fill } from '../types/fill.ts';
import type { OAuthSettings } from './fields.ts';

/** Fields that a token request of one's own may be made of. */
const PLACEHOLDERS = [
  'clientId',
  'clientSecret',
  'username',
  'password',
  'refreshToken',
  'scopes',
  'audience',
  'resource',
] as const satisfies readonly (keyof OAuthSettings)[];

const ESCAPES = {
  plain: (text: string) => text,
  /** Inside of a JSON string. */
  json: (text: string) => JSON.stringify(text).slice(1, -1),
  /** In a URL or a form. */
  url: encodeURIComponent,
} as const;

/**
 * Puts fields in the place of `{{name}}`, escaped for where they stand.
 *
 * @throws UserError `CREDENTIAL_INVALID` for a name that is no field, or a field that is empty
 */
export function fillTemplate(text: string, settings: OAuthSettings, place: keyof typeof ESCAPES): string {
  const filling: Record<string, string> = {};
  for (const name of PLACEHOLDERS) {
    const value = settings[name];
    if (value !== undefined) filling[name] = ESCAPES[place](value);
  }
  return fill(text, filling);
}
