import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { StepError } from '#contract/error';

/** X25519 keys in base64url. */
export interface SealKeys {
  publicKey: string;
  privateKey: string;
}

const VERSION = 1;
const KEY = 32;
const NONCE = 12;
const TAG = 16;
const HEAD = 1 + KEY;
const INFO = 'flowbench relay seal 1';
const CIPHER = 'aes-256-gcm';

export function newSealKeys(): SealKeys {
  const { x = '', d = '' } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  return { publicKey: x, privateKey: d };
}

/** What a sealed message is bound to: moved to another place or time it does not open. */
export function sealContext(device: string, id: string, receivedAt: number): string {
  return `${device}\n${id}\n${receivedAt}`;
}

/**
 * Encrypts so that only who has the private key can read: a key pair for this message alone
 * (X25519), HKDF-SHA256, AES-256-GCM. Layout: version, public key, ciphertext, tag.
 */
export function sealTo(publicKey: string, plain: Uint8Array, context: string): Buffer {
  const own = generateKeyPairSync('x25519');
  const ownPublic = rawPublic(own.publicKey);
  const { key, nonce } = keysOf(own.privateKey, publicOf(publicKey), ownPublic, publicKey);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(context));
  const body = cipher.update(plain);
  return Buffer.concat([Buffer.of(VERSION), ownPublic, body, cipher.final(), cipher.getAuthTag()]);
}

/** @throws StepError `CANNOT_UNSEAL` where it was sealed to another key or bound to something else */
export function unseal({ publicKey, privateKey }: SealKeys, sealed: Buffer, context: string): Buffer {
  try {
    if (sealed[0] !== VERSION || sealed.byteLength < HEAD + TAG) throw new Error('not sealed by us');
    const theirs = sealed.subarray(1, HEAD);
    const mine = createPrivateKey({ key: jwk(publicKey, privateKey), format: 'jwk' });
    const { key, nonce } = keysOf(mine, publicOf(theirs.toString('base64url')), theirs, publicKey);
    const decipher = createDecipheriv(CIPHER, key, nonce).setAAD(Buffer.from(context));
    decipher.setAuthTag(sealed.subarray(-TAG));
    return Buffer.concat([decipher.update(sealed.subarray(HEAD, -TAG)), decipher.final()]);
  } catch (cause) {
    throw new StepError('A message of the relay cannot be opened with the key of this machine.', {
      code: 'CANNOT_UNSEAL',
      hint: 'Pair this machine with the relay again.',
      retryable: false,
      cause,
    });
  }
}

/** The key is used once, so its nonce may come from the same source. */
function keysOf(
  own: KeyObject,
  theirs: KeyObject,
  ownPublic: Buffer,
  recipient: string,
): { key: Buffer; nonce: Buffer } {
  const secret = diffieHellman({ privateKey: own, publicKey: theirs });
  const salt = Buffer.concat([ownPublic, Buffer.from(recipient, 'base64url')]);
  const derived = Buffer.from(hkdfSync('sha256', secret, salt, INFO, KEY + NONCE));
  return { key: derived.subarray(0, KEY), nonce: derived.subarray(KEY) };
}

function publicOf(x: string): KeyObject {
  return createPublicKey({ key: jwk(x), format: 'jwk' });
}

function rawPublic(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
}

function jwk(x: string, d?: string): { kty: string; crv: string; x: string; d?: string } {
  return { kty: 'OKP', crv: 'X25519', x, ...(d === undefined ? {} : { d }) };
}
