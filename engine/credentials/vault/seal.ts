import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Bytes of a key, a nonce and a tag of AES-256-GCM. */
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The first byte of everything sealed: how it was made. */
const FORMAT = 1;

/**
 * Encrypts with AES-256-GCM: a byte for the format, the nonce, what was encrypted, the tag.
 *
 * @param about what the bytes belong to; only with exactly this can they be opened again
 */
export function seal(key: Uint8Array, plain: Uint8Array, about: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(about));
  return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** What was sealed; undefined where key, bytes or `about` are not those of the sealing. */
export function unseal(key: Uint8Array, sealed: Uint8Array, about: string): Buffer | undefined {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const body = 1 + NONCE_BYTES;
  if (bytes.length < body + TAG_BYTES || bytes[0] !== FORMAT) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, body), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(about));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(body, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}
