import { headerOf, readBody } from './curl-body.ts';
import { type CurlOptions, readOptions, splitOnce } from './curl-options.ts';
import { shellWords } from './shell-words.ts';

/** A cURL command as an HTTP request node. */
export interface CurlRequest {
  /** Parameters of `http.request`. */
  params: Record<string, unknown>;
  /** Names of headers whose values look like secrets. */
  secrets: readonly string[];
  /** Options that mean something and were not taken over. */
  leftOut: readonly string[];
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const SECRET = /^(authorization|proxy-authorization|cookie)$|api[-_]?key|token|secret|password/i;

/** Reads a cURL command; undefined where the text is none, or names no address. */
export function readCurl(text: string): CurlRequest | undefined {
  if (!/^\s*(\$\s+)?curl(\.exe)?\s/.test(text)) return undefined;
  const words = shellWords(text.replace(/^\s*\$\s+/, ''));
  return words && build(readOptions(words.slice(1)));
}

function build({ given, flags, leftOut }: CurlOptions): CurlRequest | undefined {
  const all = (use: string) => given.filter((one) => one.use === use).map(({ value }) => value);
  const [address] = all('url');
  if (address === undefined) return undefined;
  const url = /^https?:\/\//i.test(address) ? address : `http://${address}`;
  const headers = readHeaders(all('header'));
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined && headerOf(headers, name) === undefined) headers[name] = value;
  };
  add('User-Agent', all('agent').at(-1));
  add('Referer', all('referer').at(-1));
  add('Cookie', all('cookie').at(-1));
  const user = all('user').at(-1);
  if (user !== undefined) add('Authorization', `Basic ${base64(user)}`);
  const left = [...leftOut];
  const body = readBody(given, headers, left);
  const inUrl = flags.has('get') && body.pairs !== undefined;
  const wanted = all('method').at(-1)?.toUpperCase();
  const natural = flags.has('head') ? 'HEAD' : Object.keys(body.params).length > 0 && !inUrl ? 'POST' : 'GET';
  if (wanted !== undefined && !METHODS.includes(wanted)) left.push(`-X ${wanted}`);
  const time = Number(all('time').at(-1));
  const params = {
    method: wanted !== undefined && METHODS.includes(wanted) ? wanted : natural,
    url: inUrl ? `${url}${url.includes('?') ? '&' : '?'}${body.pairs}` : url,
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(inUrl ? {} : body.params),
    ...(time > 0 ? { timeout: `${time}s` } : {}),
  };
  const secrets = Object.keys(headers).filter((name) => SECRET.test(name));
  if (/^https?:\/\/[^/]*:[^/]*@/.test(url)) secrets.push('the address');
  return { params, secrets, leftOut: left };
}

function readHeaders(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [name = '', value = ''] = splitOnce(line, ':');
    if (name.trim() !== '' && value.trim() !== '') headers[name.trim()] = value.trim();
  }
  return headers;
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
