import type { SecretLiteral } from './secret-literal.ts';
import { isPlaceholder, isSecretParameter } from './token-shapes.ts';

type Found = Omit<SecretLiteral, 'node' | 'path'>;

/**
 * A secret in an address: a password before the host, or a parameter behind the `?`.
 * The address may have expressions in it, so it is cut as text, not parsed.
 *
 * @param token a token of a known shape that was found in the same text
 */
export function findInUrl(
  text: string,
  token: { what: string; secret: string } | undefined,
): Found | undefined {
  if (!/^\s*[a-z][a-z\d+.-]*:\/\//i.test(text)) return undefined;
  return inAccount(text) ?? inParameters(text, token);
}

function inAccount(text: string): Found | undefined {
  const found = /^(\s*[a-z][a-z\d+.-]*:\/\/)([^/?#@:]*):([^/?#@]+)@/i.exec(text);
  const [whole = '', scheme = '', user = '', password = ''] = found ?? [];
  if (!found || password.includes('{{') || isStandIn(password)) return undefined;
  const plain = { user: decoded(user), password: decoded(password) };
  const literal = { what: 'a password', secret: password };
  if (!/^\s*https?:/i.test(scheme)) return literal;
  return {
    ...literal,
    move: { sent: { as: 'basic', ...plain }, rest: `${scheme}${text.slice(whole.length)}` },
  };
}

/** Of passwords, only what cannot be one: short ones are real. */
function isStandIn(password: string): boolean {
  return password.length >= 6 ? isPlaceholder(password) : /^[<[(${%*•…]|^(.)\1*$/.test(password);
}

function inParameters(text: string, token: { what: string; secret: string } | undefined): Found | undefined {
  const from = text.indexOf('?');
  if (from < 0) return undefined;
  const [query = '', ...behind] = text.slice(from + 1).split('#');
  const parts = query.split('&');
  for (const [at, part] of parts.entries()) {
    const equals = part.indexOf('=');
    const [name, value] = [decoded(part.slice(0, equals)), decoded(part.slice(equals + 1))];
    const known = token !== undefined && value.includes(token.secret);
    if (equals < 1 || !(known || isSecretParameter(name, value))) continue;
    const others = parts.filter((_, other) => other !== at).join('&');
    const hash = behind.length > 0 ? `#${behind.join('#')}` : '';
    return {
      what: known ? token.what : 'an API key',
      secret: part.slice(equals + 1),
      move: {
        sent: { as: 'query', name, value },
        rest: `${text.slice(0, from)}${others === '' ? '' : `?${others}`}${hash}`,
      },
    };
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
