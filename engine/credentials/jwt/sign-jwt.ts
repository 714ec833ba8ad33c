import { constants, createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { UserError } from '#contract/error';

/** The algorithms of RFC 7518 (and RFC 8037) that tokens are signed with. */
export const JWT_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'HS256',
  'HS384',
  'HS512',
] as const;

export type JwtAlgorithm = (typeof JWT_ALGORITHMS)[number];

/** What is signed, and with what. */
export interface JwtToSign {
  algorithm: JwtAlgorithm;
  /** A private key as PEM; for HS256 and its like the shared secret, taken as UTF-8. */
  key: string;
  /** Further header fields, for example `kid`. */
  header?: Readonly<Record<string, unknown>>;
  claims: Readonly<Record<string, unknown>>;
}

const CURVES: Readonly<Record<string, string>> = {
  ES256: 'prime256v1',
  ES384: 'secp384r1',
  ES512: 'secp521r1',
};

/**
 * Makes a signed JSON Web Token in its compact form (RFC 7515).
 *
 * @throws UserError `JWT_KEY` where the key cannot be read or does not fit the algorithm; it never quotes the key
 */
export function signJwt({ algorithm, key, header = {}, claims }: JwtToSign): string {
  const content = [{ ...header, alg: algorithm, typ: header.typ ?? 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${content}.${signature(algorithm, key, content).toString('base64url')}`;
}

/** The signature of the first two parts of a token. @throws UserError `JWT_KEY` */
export function signature(algorithm: JwtAlgorithm, key: string | Buffer, content: string): Buffer {
  const hash = `sha${algorithm.slice(2)}`;
  const bytes = Buffer.from(content);
  if (algorithm.startsWith('HS')) return createHmac(hash, key).update(bytes).digest();
  const privateKey = readPrivateKey(key.toString());
  refuseWrongKind(algorithm, privateKey);
  switch (algorithm.slice(0, 2)) {
    case 'RS':
      return sign(hash, bytes, privateKey);
    case 'PS':
      return sign(hash, bytes, {
        key: privateKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      });
    case 'ES':
      return sign(hash, bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    default:
      return sign(null, bytes, privateKey);
  }
}

function readPrivateKey(text: string): KeyObject {
  // Keys copied out of JSON files and environment variables have their line breaks written out.
  const pem = text.trim().replaceAll('\\n', '\n');
  if (pem.includes('ENCRYPTED')) {
    throw unusable('The private key is protected with a passphrase', 'Paste the key without its passphrase.');
  }
  try {
    return createPrivateKey(pem);
  } catch {
    // The reason may quote the key.
    throw unusable(
      'The private key cannot be read',
      'Paste the whole key as PEM, from "-----BEGIN PRIVATE KEY-----" to "-----END PRIVATE KEY-----".',
    );
  }
}

function refuseWrongKind(algorithm: JwtAlgorithm, key: KeyObject): void {
  const kind = key.asymmetricKeyType ?? 'unknown';
  const curve = CURVES[algorithm];
  const wanted = curve
    ? `an elliptic curve key (${curve})`
    : algorithm === 'EdDSA'
      ? 'an Ed25519 key'
      : 'an RSA key';
  const fits = curve
    ? kind === 'ec' && key.asymmetricKeyDetails?.namedCurve === curve
    : algorithm === 'EdDSA'
      ? kind === 'ed25519' || kind === 'ed448'
      : kind === 'rsa' || (kind === 'rsa-pss' && algorithm.startsWith('PS'));
  if (fits) return;
  throw unusable(
    `The algorithm ${algorithm} needs another kind of private key than this one (${kind})`,
    `Choose the algorithm that fits the key, or paste a key for ${algorithm}: ${wanted}.`,
  );
}

function unusable(message: string, hint: string): UserError {
  return new UserError(message, { code: 'JWT_KEY', hint });
}
