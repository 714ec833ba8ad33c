import { randomUUID } from 'node:crypto';
import { UserError } from '#contract/error';
import { signJwt } from '../jwt/sign-jwt.ts';
import type { OAuthSettings } from './fields.ts';

/** Seconds an assertion lives; services allow at most an hour, and it is used at once. */
const LIFE = 300;

/** Key and names out of a JSON key file, as Google gives them for service accounts. */
interface KeyFile {
  private_key?: string;
  private_key_id?: string;
  client_email?: string;
}

/**
 * The signed JWT that is exchanged for a token (RFC 7523).
 *
 * @param now milliseconds since 1970 by the service's clock
 * @throws UserError `CREDENTIAL_INVALID`, `JWT_KEY`
 */
export function makeAssertion(settings: OAuthSettings, now: number): string {
  const { jwtKey, jwtAlgorithm, jwtKeyId, jwtIssuer, jwtSubject, jwtAudience, jwtClaims } = settings;
  const file = readKeyFile(jwtKey);
  const key = file ? file.private_key : jwtKey;
  const issuer = jwtIssuer ?? file?.client_email;
  if (key === undefined) throw missing('Private key');
  if (issuer === undefined) throw missing('Issuer');
  const kid = jwtKeyId ?? file?.private_key_id;
  const issuedAt = Math.floor(now / 1000);
  return signJwt({
    algorithm: jwtAlgorithm,
    key,
    header: kid === undefined ? {} : { kid },
    claims: {
      iss: issuer,
      sub: jwtSubject ?? issuer,
      aud: jwtAudience ?? settings.tokenUrl,
      // Google wants the scopes inside, the standard beside; both may stand in both.
      ...(settings.scopes === undefined ? {} : { scope: settings.scopes }),
      ...jwtClaims,
      iat: issuedAt,
      exp: issuedAt + LIFE,
      jti: randomUUID(),
    },
  });
}

function readKeyFile(text: string | undefined): KeyFile | undefined {
  if (!text?.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as KeyFile;
  } catch {
    // The parser's sentence would quote the key.
    throw new UserError('The key file cannot be read: it is not valid JSON', {
      code: 'JWT_KEY',
      hint: 'Paste the whole file as it was downloaded, or only its private key as PEM.',
    });
  }
}

function missing(label: string): UserError {
  return new UserError(`The connection is not complete: ${label} is needed for this grant`, {
    code: 'CREDENTIAL_INVALID',
    hint: 'Open Connections and correct it there.',
  });
}
