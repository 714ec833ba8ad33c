/** What a service asks for by HTTP Digest (RFC 7616). */
export interface DigestChallenge {
  realm: string;
  nonce: string;
  opaque: string | undefined;
  /** Name of the hash in Node. */
  hash: string;
  /** As the service writes it; undefined where it names none. */
  algorithm: string | undefined;
  /** The key hangs on the first nonce as well. */
  session: boolean;
  /** Undefined for services that know RFC 2069 only. */
  qop: 'auth' | 'auth-int' | undefined;
  /** The password was right, only the nonce is too old. */
  stale: boolean;
  /** The name of the user is to be sent hashed. */
  userhash: boolean;
}

/** The strongest first. */
const HASHES: readonly (readonly [algorithm: string, hash: string])[] = [
  ['SHA-512-256', 'sha512-256'],
  ['SHA-256', 'sha256'],
  ['MD5', 'md5'],
];

/**
 * The challenge of a `www-authenticate` header that can be answered, the strongest of several.
 *
 * @param isStream the body is not known beforehand, so it cannot be hashed
 */
export function readChallenge(header: string, isStream: boolean): DigestChallenge | undefined {
  const found = challengesIn(header)
    .map((fields) => toChallenge(fields, isStream))
    .filter((challenge) => challenge !== undefined);
  return found.sort((a, b) => rank(a) - rank(b))[0];
}

type Fields = ReadonlyMap<string, string>;

function toChallenge(fields: Fields, isStream: boolean): DigestChallenge | undefined {
  const [realm, nonce] = [fields.get('realm'), fields.get('nonce')];
  const algorithm = fields.get('algorithm');
  const session = /-sess$/i.test(algorithm ?? '');
  const name = (algorithm ?? 'MD5').replace(/-sess$/i, '').toUpperCase();
  const hash = HASHES.find(([known]) => known === name)?.[1];
  if (realm === undefined || nonce === undefined || hash === undefined) return undefined;
  const offered = fields
    .get('qop')
    ?.split(',')
    .map((one) => one.trim().toLowerCase());
  const qop = offered?.includes('auth') ? 'auth' : offered?.includes('auth-int') ? 'auth-int' : undefined;
  if (offered && (qop === undefined || (qop === 'auth-int' && isStream))) return undefined;
  const isTrue = (field: string): boolean => fields.get(field)?.toLowerCase() === 'true';
  const opaque = fields.get('opaque');
  return {
    realm,
    nonce,
    opaque,
    hash,
    algorithm,
    session,
    qop,
    stale: isTrue('stale'),
    userhash: isTrue('userhash'),
  };
}

function rank({ hash }: DigestChallenge): number {
  return HASHES.findIndex(([, known]) => known === hash);
}

/** The fields of each Digest challenge; other schemes may stand between them. */
function challengesIn(header: string): Fields[] {
  const found: Map<string, string>[] = [];
  let fields: Map<string, string> | undefined;
  // A scheme is a word with a space after it; a field has "=" behind its name.
  const token = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))|(?=\s|,|$))/g;
  for (const [, name = '', quoted, plain] of header.matchAll(token)) {
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain;
    if (value !== undefined) fields?.set(name.toLowerCase(), value);
    else {
      fields = name.toLowerCase() === 'digest' ? new Map() : undefined;
      if (fields) found.push(fields);
    }
  }
  return found;
}
