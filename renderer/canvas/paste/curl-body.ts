import { type CurlOptions, splitOnce } from './curl-options.ts';

type Headers = Record<string, string>;
type Given = CurlOptions['given'];

/** A body as the node takes it. */
export interface CurlBody {
  params: Record<string, unknown>;
  /** The text that `-G` puts into the address. */
  pairs?: string;
}

/** Reads the body; takes a content type that the node sets by itself out of the headers. */
export function readBody(given: Given, headers: Headers, leftOut: string[]): CurlBody {
  const forms = given.filter(({ use }) => use === 'form');
  if (forms.length > 0) return readForm(forms, headers, leftOut);
  const parts = partsOf(given, leftOut);
  if (parts.length === 0) return { params: {} };
  const isJson = given.some(({ use }) => use === 'json');
  const pairs = parts.join(isJson ? '' : '&');
  const mime = headerOf(headers, 'content-type') ?? (isJson ? 'application/json' : FORM);
  const json = /json/i.test(mime) ? jsonOf(pairs) : undefined;
  if (json !== undefined) {
    if (/^application\/json/i.test(mime)) removeHeader(headers, 'content-type');
    return { params: { bodyType: 'json', body: json }, pairs };
  }
  const form = mime.toLowerCase().startsWith(FORM) ? formOf(pairs) : undefined;
  removeHeader(headers, 'content-type');
  if (form) return { params: { bodyType: 'form', body: form }, pairs };
  headers['Content-Type'] = mime;
  return { params: { bodyType: 'text', body: pairs }, pairs };
}

const FORM = 'application/x-www-form-urlencoded';

function readForm(forms: Given, headers: Headers, leftOut: string[]): CurlBody {
  const fields = forms.map(({ value }) => splitOnce(value, '='));
  const isFile = (value: string) => /^[@<]/.test(value);
  for (const [name, value = ''] of fields) if (isFile(value)) leftOut.push(`-F ${name}=${value}`);
  const body = Object.fromEntries(fields.filter(([, value = '']) => !isFile(value)));
  removeHeader(headers, 'content-type');
  return { params: { bodyType: 'multipart', body } };
}

/** The pieces of the body; files on the other machine are left out. */
function partsOf(given: Given, leftOut: string[]): string[] {
  return given.flatMap(({ use, value }) => {
    if (use === 'encode') return [encodePair(value)];
    if (use === 'data' && value.startsWith('@')) {
      leftOut.push(`-d ${value}`);
      return [];
    }
    return use === 'data' || use === 'raw' || use === 'json' ? [value] : [];
  });
}

function encodePair(value: string): string {
  const [name = '', content] = splitOnce(value, '=');
  if (content === undefined) return encodeURIComponent(name);
  return name === '' ? encodeURIComponent(content) : `${name}=${encodeURIComponent(content)}`;
}

/** Only objects and lists: all else is a text that happens to be JSON. */
function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Fields of a form; undefined where one stands twice or the text is none. */
function formOf(text: string): Record<string, string> | undefined {
  const pairs = [...new URLSearchParams(text)];
  if (!text.includes('=') || new Set(pairs.map(([name]) => name)).size !== pairs.length) return undefined;
  return Object.fromEntries(pairs);
}

/** The value of a header, whatever its case. */
export function headerOf(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

function removeHeader(headers: Record<string, string>, name: string): void {
  for (const key of Object.keys(headers)) if (key.toLowerCase() === name) delete headers[key];
}
