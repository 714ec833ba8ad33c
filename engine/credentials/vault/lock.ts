import type { VaultStatus } from '#contract/connection';
import { UserError } from '#contract/error';
import { crashPoint } from '#engine/journal';
import type { Keychain } from '../keychain/index.ts';
import type { Changes } from './changes.ts';
import { KeyRing, type UsableKey } from './key-ring.ts';
import type { Keeper } from './master-key.ts';
import { resealed } from './record.ts';
import { openStatus, refusalOf } from './status.ts';
import { vaultLocked, wrongPassphrase } from './vault-error.ts';
import type { VaultFile } from './vault-file.ts';

/** Milliseconds during which a keychain that has refused is not asked again by those who only use credentials. */
const REST = 10_000;

export interface LockOptions {
  file: VaultFile;
  keychain: Keychain;
  changes: Changes;
  /** Asks for the passphrase when a credential is needed; without it, that is refused. */
  askPassphrase: (() => Promise<string>) | undefined;
}

/** What keeps the credentials shut: the master key, where it is kept, and how it is replaced. */
export class VaultLock {
  readonly #options: LockOptions;
  #ring: KeyRing | undefined;
  /** Everything that waits for a keeper goes one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #askedAt: number | undefined;
  /** What the keychain said while there was no file yet. */
  #refusal: VaultStatus | undefined;

  constructor(options: LockOptions) {
    this.#options = options;
  }

  /** How things stand; asks the keychain the first time. */
  async status(): Promise<VaultStatus> {
    if (this.#askedAt === undefined) await this.#inTurn(() => this.#fetch());
    return this.#statusNow();
  }

  /** Who keeps the master key; undefined before there is one. */
  get keeper(): Keeper | undefined {
    return this.#peekRing()?.keeper;
  }

  /** A key by its id; undefined where it is not at hand. */
  key(id: string): Buffer | undefined {
    return this.#ring?.key(id);
  }

  /** Whether a key is known to be out of reach, as opposed to not having been asked for. */
  isShut(id: string): boolean {
    if (this.key(id)) return false;
    return this.#askedAt !== undefined || this.#peekRing()?.keeper === 'passphrase';
  }

  /**
   * Gets every key that can be had: the first use makes one in the keychain.
   *
   * @throws UserError `VAULT_LOCKED`, `WRONG_PASSPHRASE`, those of the keychain
   */
  async open(): Promise<void> {
    const ring = this.#openRing();
    if (!ring.current) await this.#inTurn(() => this.#obtain(ring));
    void this.current;
  }

  /** The key that writes at this moment: another one may after the next wait. @throws UserError `VAULT_LOCKED` */
  get current(): UsableKey {
    const ring = this.#openRing();
    if (ring.current) return ring.current;
    throw vaultLocked(ring.status());
  }

  /**
   * Chooses where the master key is kept, by making a new one there. Records whose old key is at
   * hand are written anew under it; the others wait for theirs.
   *
   * @throws UserError `PASSPHRASE_SHORT`, `PASSPHRASE_MISSING`, those of the keychain
   */
  async setUp(keeper: Keeper, passphrase: string | undefined): Promise<VaultStatus> {
    if (keeper === 'passphrase' && passphrase === undefined) {
      throw new UserError('A vault with a passphrase needs one.', {
        code: 'PASSPHRASE_MISSING',
        hint: 'Give the passphrase that is to lock it.',
      });
    }
    await this.#inTurn(async () => {
      await this.#fetch();
      await this.#replaceKey(keeper, passphrase);
    });
    return this.#statusNow();
  }

  /** Opens the vault with its passphrase, or asks the keychain once more. @throws UserError `WRONG_PASSPHRASE` */
  async unlock(passphrase: string | undefined): Promise<VaultStatus> {
    const ring = this.#peekRing();
    if (passphrase === undefined || !ring) await this.#inTurn(() => this.#fetch());
    else if (!(await this.#inTurn(() => ring.unlock(passphrase)))) throw wrongPassphrase();
    this.#options.changes.tell();
    return this.#statusNow();
  }

  /**
   * Writes every record anew under a new master key, and removes the old one. Killed at any
   * moment, all records can be read with what is kept.
   *
   * @throws UserError `VAULT_LOCKED`, those of the keychain
   */
  async rotate(): Promise<VaultStatus> {
    await this.open();
    await this.#inTurn(() => this.#replaceKey(this.#openRing().keeper ?? 'keychain', undefined));
    return this.#statusNow();
  }

  /** Lets go of keys that no record needs any more. */
  async clear(): Promise<void> {
    await this.#inTurn(async () => this.#ring?.clear());
  }

  /** Forgets all keys. */
  forget(): void {
    this.#ring?.forget();
    this.#ring = undefined;
  }

  async #obtain(ring: KeyRing): Promise<void> {
    if (ring.current) return;
    const { askPassphrase } = this.#options;
    if (this.#askedAt === undefined || Date.now() - this.#askedAt > REST) await this.#fetch();
    const { keeper, state } = ring.status();
    if (keeper === 'none' && state === 'open') await this.#replaceKey('keychain', undefined);
    if (keeper !== 'passphrase' || ring.current || !askPassphrase) return;
    if (!(await ring.unlock(await askPassphrase()))) throw wrongPassphrase();
    this.#options.changes.tell();
  }

  async #fetch(): Promise<void> {
    const ring = this.#peekRing();
    if (ring) {
      await ring.fetch();
      await ring.clear();
    } else this.#refusal = await refusalOf(this.#options.keychain);
    this.#askedAt = Date.now();
    this.#options.changes.tell();
  }

  async #replaceKey(keeper: Keeper, passphrase: string | undefined): Promise<void> {
    const { file, changes } = this.#options;
    const ring = this.#openRing();
    const next = await ring.prepare(keeper, passphrase);
    crashPoint('vault.keyKept');
    file.atOnce(({ records, keys }) => {
      for (const record of records.all()) {
        const key = ring.key(record.key);
        const anew = key && resealed(record, key, next);
        if (anew) records.put(anew);
        crashPoint('vault.resealed');
      }
      keys.makeCurrent(next.id);
    });
    ring.adopt(next);
    crashPoint('vault.keyReplaced');
    file.tidy();
    await ring.clear();
    changes.tell();
  }

  #statusNow(): VaultStatus {
    return this.#peekRing()?.status() ?? this.#refusal ?? openStatus('none');
  }

  #peekRing(): KeyRing | undefined {
    return this.#options.file.peek() && this.#openRing();
  }

  #openRing(): KeyRing {
    this.#ring ??= new KeyRing(this.#options.file.tables.keys, this.#options.keychain);
    return this.#ring;
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
