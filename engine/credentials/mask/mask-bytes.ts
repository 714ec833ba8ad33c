import { MASK, type Masker } from './masker.ts';

/**
 * Bytes without secrets, whatever pieces they come in: the end of a piece is kept back for as
 * long as it may be the beginning of a secret. Secrets learned on the way count from the next piece on.
 */
export async function* maskBytes(
  source: AsyncIterable<Uint8Array | string>,
  masker: Masker,
): AsyncIterable<Uint8Array> {
  let kept: Buffer = Buffer.alloc(0);
  for await (const part of source) {
    const chunk = typeof part === 'string' ? Buffer.from(part) : part;
    if (masker.isEmpty) {
      yield chunk;
      continue;
    }
    const { done, rest } = maskChunk(Buffer.concat([kept, chunk]), masker, false);
    kept = rest;
    if (done.length > 0) yield done;
  }
  if (kept.length > 0) yield maskChunk(kept, masker, true).done;
}

function maskChunk(bytes: Buffer, masker: Masker, last: boolean): { done: Buffer; rest: Buffer } {
  const found: [from: number, to: number][] = [];
  let open = bytes.length;
  for (const form of masker.forms) {
    const secret = Buffer.from(form);
    for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, at + 1)) {
      found.push([at, at + secret.length]);
    }
    if (!last) open = Math.min(open, beginningAtEnd(bytes, secret));
  }
  found.sort(([a], [b]) => a - b);
  const parts: Buffer[] = [];
  let end = 0;
  for (const [from, to] of found) {
    // One that overlaps with what is still open waits for it.
    if (to > open && from >= end) {
      open = Math.min(open, from);
      break;
    }
    if (from >= end) parts.push(bytes.subarray(end, from), MASK_BYTES);
    end = Math.max(end, to);
  }
  const until = Math.max(open, end);
  parts.push(bytes.subarray(end, until));
  return { done: Buffer.concat(parts), rest: bytes.subarray(until) };
}

const MASK_BYTES = Buffer.from(MASK);

/** Where the longest beginning of a secret starts that the bytes end with; their length where there is none. */
function beginningAtEnd(bytes: Buffer, secret: Buffer): number {
  const first = secret[0] ?? 0;
  let at = bytes.indexOf(first, Math.max(0, bytes.length - secret.length + 1));
  for (; at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (bytes.subarray(at).equals(secret.subarray(0, bytes.length - at))) return at;
  }
  return bytes.length;
}
