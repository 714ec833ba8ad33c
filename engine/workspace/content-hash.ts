import { createHash } from 'node:crypto';

/** SHA-256 of a text in hex, by which versions of a file are told apart. */
export function contentHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
