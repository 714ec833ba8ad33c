import { UserError } from '#contract/error';
import type { Keychain } from '#engine/credentials';

/** A keychain that works as the real ones do, without touching the one of whoever runs the tests. */
export class MemoryKeychain implements Keychain {
  readonly kept = new Map<string, Buffer>();
  /** While it is set, everything is refused with this code. */
  refusal: 'KEYCHAIN_LOCKED' | 'KEYCHAIN_UNAVAILABLE' | undefined;
  /** Times it was asked for something. */
  asked = 0;

  async read(account: string): Promise<Buffer | undefined> {
    this.#ask();
    const kept = this.kept.get(account);
    return kept && Buffer.from(kept);
  }

  async write(account: string, secret: Uint8Array): Promise<void> {
    this.#ask();
    this.kept.set(account, Buffer.from(secret));
  }

  async remove(account: string): Promise<void> {
    this.#ask();
    this.kept.delete(account);
  }

  #ask(): void {
    this.asked++;
    if (this.refusal === undefined) return;
    throw new UserError('The keychain refuses.', { code: this.refusal, hint: 'Open it.' });
  }
}
