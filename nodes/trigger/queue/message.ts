import type { JsonObject } from '#contract/node';

/** What a broker has handed over. */
export interface Message {
  /** What tells it apart from all others of its source, the same when it comes again; undefined where the broker knows nothing of the kind. */
  id: string | undefined;
  /** Where it came from and what else is told of it, for the item. */
  about: JsonObject;
  bytes: Uint8Array;
  /** Media type, where it is told. */
  contentType?: string | undefined;
}

/** How the bytes of a message become a payload. */
export type PayloadForm = 'auto' | 'json' | 'text' | 'file';

/** Bytes of the largest message that becomes a payload. */
export const LARGEST = 16 * 1024 * 1024;

/** A payload that is not a file: a value, and what is wrong with it. */
export interface Payload {
  payload: unknown;
  payloadError?: string;
  /** The bytes are to go into the item as a file. */
  isFile: boolean;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the bytes of a message. Nothing is refused: what is not as wanted comes as text or as
 * a file, with a sentence on what is wrong.
 */
export function readPayload(bytes: Uint8Array, form: PayloadForm, contentType?: string): Payload {
  if (bytes.length > LARGEST) {
    const payloadError = `The message has ${bytes.length} bytes; more than ${LARGEST} are not read.`;
    return { payload: null, payloadError, isFile: false };
  }
  if (form === 'file') return { payload: null, isFile: true };
  const text = textOf(bytes);
  if (text === undefined) {
    if (form === 'auto') return { payload: null, isFile: true };
    const payloadError = 'It is not text in UTF-8: its bytes are in the file "payload".';
    return { payload: null, payloadError, isFile: true };
  }
  if (form === 'text') return { payload: text, isFile: false };
  const json = jsonOf(text);
  if (json) return { payload: json.value, isFile: false };
  const shouldBe = form === 'json' || /[/+]json\b/i.test(contentType ?? '');
  return {
    payload: text,
    ...(shouldBe ? { payloadError: 'It is not valid JSON: it is given as text.' } : {}),
    isFile: false,
  };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function jsonOf(text: string): { value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // A long number, such as an id, would come out as another one.
    return typeof value === 'number' && String(value) !== text.trim() ? undefined : { value };
  } catch {
    return undefined;
  }
}

/** What a client library gives, as JSON: bytes and large numbers as text, functions left out. */
export function asJson(value: unknown): unknown {
  if (value === undefined) return null;
  return JSON.parse(JSON.stringify(value, (_, inner) => plain(inner)));
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  const isBuffer = typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';
  return isBuffer && 'data' in value && Array.isArray(value.data)
    ? Buffer.from(value.data as number[]).toString('base64')
    : value;
}
