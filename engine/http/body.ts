import { pipeline, Readable, type Transform } from 'node:stream';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import { StepError } from '#contract/error';
import { tooLarge } from './request-error.ts';

type Bytes = AsyncIterable<Uint8Array>;

/** Most answers use one encoding; a long chain is an attempt to burn our time. */
const MAX_ENCODINGS = 3;

/** The bytes of an answer, decompressed, at most `maxBytes` of them both before and after. */
export function readBody(
  source: Bytes,
  contentEncoding: string | undefined,
  host: string,
  maxBytes: number,
): Bytes {
  const encodings = (contentEncoding ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity')
    .reverse();
  const sent = atMost(source, host, maxBytes);
  return encodings.length === 0 ? sent : atMost(decompressed(sent, encodings, host), host, maxBytes);
}

async function* atMost(source: Bytes, host: string, maxBytes: number): Bytes {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(host, maxBytes);
    yield chunk;
  }
}

async function* decompressed(source: Bytes, encodings: readonly string[], host: string): Bytes {
  const chunks = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  // Answers without a body (HEAD, 204, 304) may still name an encoding.
  if (first.done) return;
  if (encodings.length > MAX_ENCODINGS) throw unknownEncoding(encodings.join(', '), host);
  const decoders = encodings.map((name) => decoder(name, first.value, host));
  const whole = Readable.from(startingWith(first.value, chunks));
  yield* pipeline([whole, ...decoders], () => {}) as unknown as Bytes;
}

async function* startingWith(first: Uint8Array, rest: AsyncIterator<Uint8Array>): Bytes {
  yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
}

function decoder(encoding: string, first: Uint8Array, host: string): Transform {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress();
    case 'deflate':
      // "deflate" means zlib, but some servers send it without the zlib header.
      return ((first[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw();
    default:
      throw unknownEncoding(encoding, host);
  }
}

function unknownEncoding(encoding: string, host: string): StepError {
  return new StepError(`The answer of ${host} is encoded as ${encoding}, which is not known here`, {
    code: 'BAD_RESPONSE',
    hint: 'Ask for an uncompressed answer with the header accept-encoding: identity.',
    retryable: false,
  });
}

/** Collects all bytes. */
export async function collect(source: Bytes): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Decodes text in the charset that a content type names, UTF-8 where it names none or an unknown one. */
export function decodeText(bytes: Uint8Array, contentType: string | undefined): string {
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
