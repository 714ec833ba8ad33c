import { formatPath, type Problem } from '../problem.ts';
import type { Flow } from '../schema.ts';
import { findInUrl } from './find-in-url.ts';
import type { SecretLiteral, SentSecret } from './secret-literal.ts';
import {
  findToken,
  isPlaceholder,
  isSecretHeader,
  isSecretName,
  isSecretParameter,
  looksRandom,
} from './token-shapes.ts';

type Path = readonly (string | number)[];
type Found = Omit<SecretLiteral, 'node' | 'path'>;

/** Every text in the parameters of a flow that looks like a secret: one finding for each place. */
export function findSecrets(flow: Flow): SecretLiteral[] {
  return Object.entries(flow.nodes).flatMap(([node, { params, type }]) => {
    const found: SecretLiteral[] = [];
    walk(params, [], (text, path) => {
      const literal = inText(text, path, type.startsWith('trigger.'));
      if (literal) found.push({ node, path, ...literal });
    });
    return found;
  });
}

/** The findings as problems: where, what it looks like, and never the secret itself. */
export function secretProblems(flow: Flow): Problem[] {
  return findSecrets(flow).map(({ node, path, what }) => ({
    severity: 'warning',
    code: SECRET_LITERAL,
    node,
    param: formatPath(path),
    message: `${nameOf(path)} holds ${what} in plain text`,
    hint: 'Put it into a credential and let the node use a connection: a flow file is no place for secrets.',
  }));
}

/** The innermost name on the way to it; a parameter itself is named by its place. */
function nameOf(path: Path): string {
  const name = path.slice(1).findLast((key) => typeof key === 'string');
  return name === undefined ? 'it' : `"${name}"`;
}

/** Code of the problems that `secretProblems` gives. */
export const SECRET_LITERAL = 'SECRET_LITERAL';

/** Lists and objects in a parameter are never deeper than this: what a file nests further is not looked at. */
const DEEPEST = 32;

function walk(value: unknown, path: Path, visit: (text: string, path: Path) => void): void {
  if (typeof value === 'string') visit(value, path);
  else if (typeof value === 'object' && value !== null && path.length < DEEPEST) {
    const entries = Array.isArray(value)
      ? value.map((inner, at) => [at, inner] as const)
      : Object.entries(value);
    for (const [key, inner] of entries) walk(inner, [...path, key], visit);
  }
}

function inText(text: string, path: Path, isSample: boolean): Found | undefined {
  const [first, name] = path;
  if (path.length === 2 && typeof name === 'string') {
    if (first === 'headers') return inHeader(name, text);
    if (first === 'query') return inQuery(name, text);
  }
  const token = findToken(text);
  const inUrl = findInUrl(text, token);
  if (inUrl) return inUrl;
  if (token) return { what: token.what, secret: token.secret };
  const last = path.at(-1);
  const named = typeof last === 'string' && isSecretName(last);
  if (named && !isSample && looksRandom(text) && !isPlaceholder(text))
    return { what: 'a secret', secret: text };
  return undefined;
}

function inHeader(name: string, text: string): Found | undefined {
  const token = findToken(text);
  const scheme = /^(?:proxy-)?authorization$/i.test(name) ? /^\s*([A-Za-z]+)\s+(\S.*?)\s*$/.exec(text) : null;
  const value = scheme?.[2] ?? text;
  if (!token && (!isSecretHeader(name) || isPlaceholder(value))) return undefined;
  const sent = sentInHeader(name, text, scheme?.[1]?.toLowerCase(), value);
  return { what: token?.what ?? whatIn(sent), secret: value, ...movable(sent, text) };
}

function sentInHeader(name: string, text: string, scheme: string | undefined, value: string): SentSecret {
  const isOwn = /^authorization$/i.test(name);
  if (isOwn && scheme === 'bearer') return { as: 'bearer', token: value };
  const account = isOwn && scheme === 'basic' ? basicAccount(value) : undefined;
  return account ?? { as: 'header', name, value: text.trim() };
}

function basicAccount(encoded: string): SentSecret | undefined {
  try {
    const [, user, password] = /^([^:]*):(.*)$/s.exec(atob(encoded)) ?? [];
    return user === undefined || password === undefined ? undefined : { as: 'basic', user, password };
  } catch {
    return undefined;
  }
}

function whatIn(sent: SentSecret): string {
  if (sent.as === 'bearer') return 'a bearer token';
  return sent.as === 'basic' ? 'a password' : 'an API key';
}

function inQuery(name: string, text: string): Found | undefined {
  const token = findToken(text);
  if (!token && !isSecretParameter(name, text)) return undefined;
  const sent: SentSecret = { as: 'query', name, value: text };
  return { what: token?.what ?? 'an API key', secret: text, ...movable(sent, text) };
}

/** A text with expressions in it is put together anew for each item: no credential can hold it. */
function movable(sent: SentSecret, text: string): Pick<SecretLiteral, 'move'> {
  return text.includes('{{') ? {} : { move: { sent, rest: undefined } };
}
