import type { VaultStatus } from '#contract/connection';
import { crashPoint } from '#engine/journal';
import { type Keychain, keychainUnavailable } from '../keychain/index.ts';
import type { KeyTable } from './key-table.ts';
import {
  accountOf,
  isKeyOf,
  type Keeper,
  type KeyRow,
  makeKey,
  unwrapKey,
  type Wrapping,
} from './master-key.ts';
import { checkPassphrase, isBearable, newStretching, stretch } from './passphrase.ts';
import { lockedStatus, lostStatus, openStatus, refusalOf, refusedStatus } from './status.ts';

/** A master key that can be used now. */
export interface UsableKey {
  id: string;
  bytes: Buffer;
}

/** A key that is in its keeper, before it is made the current one. */
interface PreparedKey extends UsableKey {
  wrapping: Wrapping | undefined;
}

/** The master keys: fetched from their keepers, held in memory while the engine lives. */
export class KeyRing {
  readonly #table: KeyTable;
  readonly #keychain: Keychain;
  readonly #keys = new Map<string, Buffer>();
  /** The passphrase's work, so that a new key can be wrapped without asking again. */
  #wrapping: Wrapping | undefined;
  /** What the keychain said when it was asked for the current key. */
  #refusal: VaultStatus | undefined;

  constructor(table: KeyTable, keychain: Keychain) {
    this.#table = table;
    this.#keychain = keychain;
  }

  /** The key that writes; undefined where there is none or it cannot be had. */
  get current(): UsableKey | undefined {
    const row = this.#currentRow();
    const bytes = row && this.#keys.get(row.id);
    return row && bytes && { id: row.id, bytes };
  }

  /** Who keeps the current key; undefined before there is one. */
  get keeper(): Keeper | undefined {
    return this.#currentRow()?.keeper;
  }

  /** A key by its id; undefined where it cannot be had. */
  key(id: string): Buffer | undefined {
    return this.#keys.get(id);
  }

  /** How things stand by what is known; `fetch` finds out. */
  status(): VaultStatus {
    const row = this.#currentRow();
    if (!row) return this.#refusal ?? openStatus('none');
    if (this.#keys.has(row.id)) return openStatus(row.keeper);
    return this.#refusal ?? lockedStatus(row.keeper);
  }

  /** Asks the keychain for every key that is not here yet; before there is one, whether it answers at all. */
  async fetch(): Promise<void> {
    this.#refusal = undefined;
    const rows = this.#table.all();
    const current = rows.find(({ standing }) => standing === 'current');
    if (!current) this.#refusal = await refusalOf(this.#keychain);
    try {
      for (const row of rows) {
        if (row.keeper !== 'keychain' || this.#keys.has(row.id)) continue;
        const key = await this.#keychain.read(accountOf(row));
        if (key && isKeyOf(row, key)) this.#keys.set(row.id, key);
        else if (row === current) this.#refusal = lostStatus(row);
      }
    } catch (error) {
      const concerned = current?.keeper === 'keychain' && !this.#keys.has(current.id);
      if (concerned) this.#refusal = refusedStatus(error, 'keychain');
    }
  }

  /** Opens every key that this passphrase keeps; says whether there was one. */
  async unlock(passphrase: string): Promise<boolean> {
    let opened = false;
    for (const row of this.#table.all()) {
      if (!row.stretching || !isBearable(row.stretching) || this.#keys.has(row.id)) continue;
      const wrapping = { key: await stretch(passphrase, row.stretching), stretching: row.stretching };
      const key = unwrapKey(row, wrapping.key);
      if (!key) continue;
      this.#keys.set(row.id, key);
      if (row.standing === 'current') this.#wrapping = wrapping;
      opened = true;
    }
    return opened;
  }

  /**
   * Makes a new key and puts it into its keeper. Until it is made the current one nothing uses it.
   *
   * @param passphrase of a passphrase vault; without it the one that opened the current key
   */
  async prepare(keeper: Keeper, passphrase: string | undefined): Promise<PreparedKey> {
    const wrapping = keeper === 'passphrase' ? await this.#wrap(passphrase) : undefined;
    const { key, row } = makeKey(wrapping, Date.now());
    // First the row: a crash after it leaves something that is known to be needless.
    this.#table.insert(row);
    crashPoint('vault.keyKnown');
    if (keeper === 'keychain') await this.#keep(row, key);
    return { id: row.id, bytes: key, wrapping };
  }

  /** Takes up a key that is the current one now. */
  adopt({ id, bytes, wrapping }: PreparedKey): void {
    this.#keys.set(id, bytes);
    this.#wrapping = wrapping;
  }

  /** Takes keys that no record needs out of their keepers. What cannot be removed now is left for the next time. */
  async clear(): Promise<void> {
    for (const row of this.#table.needless()) {
      try {
        if (row.keeper === 'keychain') await this.#keychain.remove(accountOf(row));
      } catch {
        continue;
      }
      crashPoint('vault.keyRemoved');
      this.#keys.get(row.id)?.fill(0);
      this.#keys.delete(row.id);
      this.#table.remove(row.id);
    }
  }

  /** Forgets all keys. */
  forget(): void {
    for (const key of this.#keys.values()) key.fill(0);
    this.#wrapping?.key.fill(0);
    this.#keys.clear();
    this.#wrapping = undefined;
  }

  async #wrap(passphrase: string | undefined): Promise<Wrapping | undefined> {
    if (passphrase === undefined) return this.#wrapping;
    checkPassphrase(passphrase);
    const stretching = newStretching();
    return { key: await stretch(passphrase, stretching), stretching };
  }

  /** A keychain that takes a key and does not give it back would lose everything written with it. */
  async #keep(row: KeyRow, key: Buffer): Promise<void> {
    await this.#keychain.write(accountOf(row), key);
    const back = await this.#keychain.read(accountOf(row));
    if (!back || !isKeyOf(row, back)) throw keychainUnavailable('it did not give back what it was given');
  }

  #currentRow(): KeyRow | undefined {
    return this.#table.all().find(({ standing }) => standing === 'current');
  }
}
