import { setImmediate } from 'node:timers/promises';
import { UserError } from '#contract/error';
import { field } from '#contract/node';

type Bytes = AsyncIterable<Uint8Array>;

/** `auto` is UTF-8 unless a byte order mark at the start says otherwise. */
export type TextEncoding = 'auto' | 'utf-8' | 'latin1' | 'utf-16';

/** The encoding parameter that all nodes which read text have. */
export const encodingField = field
  .choice('Encoding', ['auto', 'utf-8', 'latin1', 'utf-16'], {
    help: 'auto: UTF-8, or what the byte order mark says. latin1 (Windows-1252) suits old Western European exports.',
  })
  .default('auto');

/** Decoding 64 KiB takes well under a millisecond, so no piece stalls the engine. */
const PIECE = 64 * 1024;
/** Milliseconds of work after which other runs get a turn. */
const TURN = 8;

/**
 * Decodes bytes piece by piece, without the byte order mark. Bytes that are no
 * text (invalid for the encoding, or zero bytes) are a `UserError` with the line.
 * XML may name its encoding in its first line, which `auto` then follows.
 */
export async function* decodeText(
  source: Bytes,
  encoding: TextEncoding = 'auto',
  format?: 'xml',
): AsyncIterable<string> {
  let decoder: TextDecoder | undefined;
  let line = 1;
  let turnStart = performance.now();
  for await (const bytes of pieces(source)) {
    decoder ??= createDecoder(charset(encoding, bytes, format));
    const text = decodeOrThrow(decoder, bytes, line);
    line += countLines(text);
    if (text !== '') yield text;
    if (performance.now() - turnStart > TURN) {
      await setImmediate();
      turnStart = performance.now();
    }
  }
  if (decoder) decodeOrThrow(decoder, undefined, line);
}

/** Cuts chunks into pieces; the first has at least four bytes if there are so many, for the byte order mark. */
async function* pieces(source: Bytes): Bytes {
  let start: Uint8Array | undefined = new Uint8Array(0);
  for await (let chunk of source) {
    if (start) {
      chunk = start.byteLength === 0 ? chunk : Buffer.concat([start, chunk]);
      start = chunk.byteLength < 4 ? chunk : undefined;
      if (start) continue;
    }
    for (let at = 0; at < chunk.byteLength; at += PIECE) yield chunk.subarray(at, at + PIECE);
  }
  if (start && start.byteLength > 0) yield start;
}

function charset(encoding: TextEncoding, start: Uint8Array, format?: 'xml'): string {
  if (encoding === 'latin1') return 'windows-1252';
  const [a, b] = start;
  if (encoding !== 'utf-8') {
    if (a === 0xfe && b === 0xff) return 'utf-16be';
    if (encoding === 'utf-16' || (a === 0xff && b === 0xfe)) return 'utf-16le';
  }
  if (encoding === 'auto' && format === 'xml') {
    const head = Buffer.from(start.subarray(0, 200)).toString('latin1');
    const named = /^<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1]?.toLowerCase();
    // A document that is readable as bytes so far cannot be UTF-16, whatever it says.
    if (named !== undefined && !named.startsWith('utf-16')) return named;
  }
  return 'utf-8';
}

function createDecoder(name: string): TextDecoder {
  try {
    return new TextDecoder(name, { fatal: true });
  } catch (cause) {
    throw new UserError(`The encoding ${JSON.stringify(name)} that the text names is not known`, {
      code: 'NOT_TEXT',
      hint: 'Choose the encoding in this node.',
      cause,
    });
  }
}

function decodeOrThrow(decoder: TextDecoder, bytes: Uint8Array | undefined, line: number): string {
  let text: string;
  try {
    text = bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch (cause) {
    throw notText(
      line + goodLines(decoder.encoding, bytes),
      `is not valid ${decoder.encoding.toUpperCase()}`,
      cause,
    );
  }
  const zero = text.indexOf('\0');
  if (zero >= 0) throw notText(line + countLines(text.slice(0, zero)), 'contains a zero byte');
  return text;
}

/** Lines before the first bad byte of a piece. */
function goodLines(encoding: string, bytes: Uint8Array | undefined): number {
  if (!bytes) return 0;
  const lenient = new TextDecoder(encoding).decode(bytes);
  const bad = lenient.indexOf('\ufffd');
  return countLines(bad < 0 ? lenient : lenient.slice(0, bad));
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

function notText(line: number, problem: string, cause?: unknown): UserError {
  return new UserError(`Line ${line} ${problem}: this does not look like text`, {
    code: 'NOT_TEXT',
    hint: 'Check that this is the right file, or choose its encoding (older exports are often latin1, some programs write utf-16).',
    cause,
    detail: { line },
  });
}
