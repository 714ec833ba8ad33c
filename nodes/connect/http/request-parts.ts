import { UserError } from '#contract/error';

/** The URL with the query parameters added: lists give a parameter several times, null and undefined none. */
export function buildUrl(address: string, query: Readonly<Record<string, unknown>> = {}): URL {
  const url = URL.parse(address.trim());
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    throw new UserError(`Not a web address: ${JSON.stringify(address.slice(0, 200))}`, {
      code: 'INVALID_URL',
      hint: 'A URL starts with https:// or http:// and a host name. Check the expressions in it.',
    });
  }
  for (const [name, value] of entries(query)) url.searchParams.append(name, value);
  return url;
}

/** Headers by lower-case name; lists are joined, null and undefined left out. Throws on line breaks and odd names. */
export function buildHeaders(given: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of entries(given)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
      throw badHeader(name, 'its name has characters that are not allowed');
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw badHeader(name, 'its value has line breaks or characters that headers cannot carry');
    }
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  return headers;
}

/** Names and texts of a key-value parameter, a list giving several. */
export function* entries(
  record: Readonly<Record<string, unknown>>,
): Generator<[name: string, value: string]> {
  for (const [name, value] of Object.entries(record)) {
    for (const one of [value].flat()) {
      if (one !== undefined && one !== null)
        yield [name, typeof one === 'object' ? JSON.stringify(one) : String(one)];
    }
  }
}

function badHeader(name: string, problem: string): UserError {
  return new UserError(`The header ${JSON.stringify(name.slice(0, 100))} cannot be sent: ${problem}`, {
    code: 'INVALID_HEADER',
    hint: 'Check the expressions in the header; encode text with accents or line breaks first.',
  });
}
