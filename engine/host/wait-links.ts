import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The first part of the paths of these links. */
export const WAIT = 'wait';

/** A step that may wait. */
export interface WaitingStep {
  run: string;
  step: string;
}

const KEY = /^[\w-]{43}$/;
/** Bytes of the tag that nobody can guess. */
const TAG = 16;
/** Characters of the longest token that is looked at. */
const LONGEST = 2048;

/**
 * The links by which waiting steps are answered. A link holds which step of which run is meant, sealed
 * with a key of the data directory: the same step has the same link after every restart, before it
 * waits and long after, nothing can be read from it, and without the key nobody can make one.
 */
export class WaitLinks {
  readonly #file: string | undefined;
  #keys: { tag: Buffer; content: Buffer } | undefined;
  #base: string | undefined;

  /** @param dataDir where the key is kept; without it the links end with this process */
  constructor(dataDir: string | undefined) {
    this.#file = dataDir === undefined ? undefined : WaitLinks.keyFile(dataDir);
  }

  static keyFile(dataDir: string): string {
    return join(dataDir, 'link-key');
  }

  /** From now on links lead to a listener. @param base its address, without a slash at the end */
  leadTo(base: string): void {
    this.#base = base;
    this.#open();
  }

  /** Undefined while nothing listens for calls. */
  linkOf({ run, step }: WaitingStep): string | undefined {
    return this.#base === undefined ? undefined : `${this.#base}/${WAIT}/${this.seal({ run, step })}`;
  }

  /** The same step always gives the same token. */
  seal({ run, step }: WaitingStep): string {
    const { tag: tagKey, content } = this.#open();
    const plain = Buffer.from(JSON.stringify([run, step]));
    const tag = tagOf(tagKey, plain);
    const cipher = createCipheriv('aes-256-ctr', content, tag);
    return Buffer.concat([tag, cipher.update(plain), cipher.final()]).toString('base64url');
  }

  /** Undefined for a token that was not made with this key. */
  unseal(token: string): WaitingStep | undefined {
    if (token.length > LONGEST) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    // One step has one link: no other spelling of the same bytes.
    if (bytes.byteLength <= TAG || bytes.toString('base64url') !== token) return undefined;
    const { tag: tagKey, content } = this.#open();
    const tag = bytes.subarray(0, TAG);
    const decipher = createDecipheriv('aes-256-ctr', content, tag);
    const plain = Buffer.concat([decipher.update(bytes.subarray(TAG)), decipher.final()]);
    if (!timingSafeEqual(tagOf(tagKey, plain), tag)) return undefined;
    const [run, step] = JSON.parse(plain.toString());
    return { run, step };
  }

  #open(): { tag: Buffer; content: Buffer } {
    if (!this.#keys) {
      const key = this.#file === undefined ? randomBytes(32) : keptKey(this.#file);
      // One key for each of two uses.
      const derived = (use: string): Buffer => createHmac('sha256', key).update(use).digest();
      this.#keys = { tag: derived('tag'), content: derived('content') };
    }
    return this.#keys;
  }
}

/** The tag is also where the cipher begins: it depends on all of the content, so no two contents share one. */
function tagOf(key: Buffer, plain: Buffer): Buffer {
  return createHmac('sha256', key).update(plain).digest().subarray(0, TAG);
}

/** The key in a file that only its owner may read; made where there is none, in one piece. */
function keptKey(file: string): Buffer {
  const kept = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (KEY.test(kept)) return Buffer.from(kept, 'base64url');
  const key = randomBytes(32);
  const fresh = `${file}.new`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, key.toString('base64url'), { mode: 0o600, flag: 'wx', flush: true });
  renameSync(fresh, file);
  return key;
}
