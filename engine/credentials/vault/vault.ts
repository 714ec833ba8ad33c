import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { CredentialDraft, VaultStatus } from '#contract/connection';
import { UserError } from '#contract/error';
import { type Binding, Bindings } from '../bindings/bindings.ts';
import type { Credential, CredentialNews, CredentialStore } from '../credential.ts';
import { type Keychain, systemKeychain } from '../keychain/index.ts';
import { Changes } from './changes.ts';
import { inTransaction, openDatabase } from './database.ts';
import { checkDraft } from './draft.ts';
import { KeyRing } from './key-ring.ts';
import { KeyTable } from './key-table.ts';
import type { Keeper } from './master-key.ts';
import { openSecrets, openState, type StoredCredential, sealSecrets, sealState } from './record.ts';
import { RecordTable } from './record-table.ts';
import { openStatus, refusalOf } from './status.ts';
import { credentialGone, credentialLocked, vaultLocked, wrongPassphrase } from './vault-error.ts';

export interface VaultOptions {
  /** `credentials.db` of a data directory; made when the first credential is saved. */
  file: string;
  /** Default that of the system. */
  keychain?: Keychain;
  /** Asks for the passphrase where the vault has one, when a credential is needed; without it, it is refused. */
  askPassphrase?: () => Promise<string>;
  /** For looking while an engine has the data directory. */
  readOnly?: boolean;
}

/** The file, opened. */
interface Opened {
  db: DatabaseSync;
  keyTable: KeyTable;
  keys: KeyRing;
  records: RecordTable;
  bindings: Bindings;
}

/** A credential as it may be shown: nothing of it is sealed. */
export interface CredentialSummary extends Omit<StoredCredential, 'key' | 'secrets' | 'state' | 'health'> {
  health: StoredCredential['health'] | 'locked';
}

/** Milliseconds after which uses are noted, many at once. */
const NOTE_AFTER = 5_000;
/** Milliseconds during which a keychain that has refused is not asked again. */
const REST = 10_000;

/**
 * The credentials of a data directory. Its file is touched when it is first needed, the keychain
 * when a secret is; until then neither costs anything. Keys and secrets stay in this process.
 */
export class Vault implements CredentialStore {
  readonly changes = new Changes();
  readonly #options: VaultOptions;
  readonly #keychain: Keychain;
  /** What the keychain said while there was no file yet. */
  #refusal: VaultStatus | undefined;
  #opened: Opened | undefined;
  /** Everything that waits for a keeper goes one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #askedAt: number | undefined;
  #news = new Map<string, CredentialNews>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: VaultOptions) {
    this.#options = options;
    this.#keychain = options.keychain ?? systemKeychain();
  }

  /** How things stand; asks the keychain the first time. */
  async status(): Promise<VaultStatus> {
    if (this.#askedAt === undefined) await this.#inTurn(() => this.#fetch());
    return this.#statusNow();
  }

  /** All credentials, by name. Those whose key is known to be out of reach are `locked`. */
  list(): CredentialSummary[] {
    this.#writeNews();
    const opened = this.#peek();
    return opened ? opened.records.all().map((record) => this.#summarize(opened, record)) : [];
  }

  /** @throws UserError `CREDENTIAL_GONE` */
  get(id: string): CredentialSummary {
    this.#writeNews();
    const opened = this.#peek();
    const record = opened?.records.get(id);
    if (!opened || !record) throw credentialGone(id);
    return this.#summarize(opened, record);
  }

  /**
   * Makes or changes a credential.
   *
   * @throws UserError `CREDENTIAL_INVALID`, `CREDENTIAL_GONE`, `VAULT_LOCKED`, those of the keychain
   */
  async save(draft: CredentialDraft): Promise<CredentialSummary> {
    const before = draft.id === undefined ? undefined : this.get(draft.id);
    const { keys, records, key } = await this.#ready();
    const stored = before && records.get(before.id);
    if (before && !stored) throw credentialGone(before.id);
    const oldKey = stored && keys.key(stored.key);
    const kept = stored && oldKey ? openSecrets(oldKey, stored) : undefined;
    const { plain, secrets, hosts } = checkDraft(draft, kept, before?.filled ?? []);
    const now = Date.now();
    const about = {
      id: stored?.id ?? `cred_${randomBytes(10).toString('hex')}`,
      name: draft.name.trim(),
      type: draft.type,
      preset: draft.preset,
      hosts,
      values: plain,
      filled: Object.keys(secrets),
      rate: draft.rate,
      key: key.id,
    };
    const state =
      stored?.state && stored.type === draft.type && oldKey
        ? openState(oldKey, stored, stored.state)
        : undefined;
    const record: StoredCredential = {
      ...about,
      secrets: sealSecrets(key.bytes, about, secrets),
      state: state && sealState(key.bytes, about, state),
      health: 'untested',
      problem: undefined,
      createdAt: stored?.createdAt ?? now,
      updatedAt: now,
      lastUsedAt: stored?.lastUsedAt,
      expiresAt: state && stored?.expiresAt,
    };
    records.put(record);
    this.changes.tell();
    return this.get(record.id);
  }

  /** Removes a credential and takes it out of every slot. */
  async remove(id: string): Promise<boolean> {
    const opened = this.#peek();
    const removed = opened?.records.remove(id) ?? false;
    if (removed) this.changes.tell();
    if (opened && removed) await this.#inTurn(() => opened.keys.clear());
    return removed;
  }

  async open(id: string): Promise<Credential> {
    this.get(id);
    const { keys, records } = await this.#ready();
    const record = records.get(id);
    if (!record) throw credentialGone(id);
    const key = keys.key(record.key);
    if (!key) throw credentialLocked(record.name, 'key');
    const secrets = openSecrets(key, record);
    const state = record.state && openState(key, record, record.state);
    if (!secrets || (record.state && !state)) throw credentialLocked(record.name, 'damaged');
    const { name, type, preset, hosts, rate, values } = record;
    return { id, name, type, preset, hosts, rate, values: { ...values, ...secrets }, state };
  }

  async saveState(id: string, state: Record<string, unknown> | undefined): Promise<void> {
    const { keys, records } = await this.#ready();
    const record = records.get(id);
    if (!record) throw credentialGone(id);
    const key = keys.key(record.key);
    if (!key) throw credentialLocked(record.name, 'key');
    records.put({ ...record, state: state && sealState(key, record, state) });
    this.changes.tell();
  }

  note(id: string, news: CredentialNews): void {
    this.#news.set(id, { ...this.#news.get(id), ...news });
    const health = news.health !== undefined && this.#peek()?.records.get(id)?.health !== news.health;
    if (health) this.#tellNews();
    else this.#timer ??= setTimeout(() => this.#tellNews(), NOTE_AFTER).unref();
  }

  /** The credential bound to a slot of a flow. */
  boundTo(flow: string, slot: string): string | undefined {
    return this.#peek()?.bindings.find(flow, slot);
  }

  bindings(): Binding[] {
    return this.#peek()?.bindings.all() ?? [];
  }

  /**
   * Binds slots, all or none of them; null takes a credential away. Returns how many were changed.
   *
   * @throws UserError `CREDENTIAL_GONE`
   */
  bind(slots: readonly { flow: string; slot: string; credential: string | null }[]): number {
    for (const { credential } of slots) if (credential !== null) this.get(credential);
    const opened = this.#peek();
    if (!opened) return 0;
    const bound = inTransaction(
      opened.db,
      () => slots.filter(({ flow, slot, credential }) => opened.bindings.bind(flow, slot, credential)).length,
    );
    this.changes.tell();
    return bound;
  }

  /** Binds every slot of one credential to another; returns how many. @throws UserError `CREDENTIAL_GONE` */
  rebind(from: string, to: string): number {
    this.get(from);
    this.get(to);
    const bound = this.#peek()?.bindings.rebind(from, to) ?? 0;
    this.changes.tell();
    return bound;
  }

  /**
   * Chooses where the master key is kept, by making a new one there. Records whose old key is at
   * hand are written anew under it; the others wait for theirs.
   *
   * @throws UserError `PASSPHRASE_SHORT`, `VAULT_LOCKED`, those of the keychain
   */
  async setUp(keeper: Keeper, passphrase: string | undefined): Promise<VaultStatus> {
    if (keeper === 'passphrase' && passphrase === undefined) throw vaultLocked(openStatus('passphrase'));
    await this.#inTurn(() => this.#replaceKey(keeper, passphrase));
    return this.#statusNow();
  }

  /** Opens the vault with its passphrase, or asks the keychain once more. @throws UserError `WRONG_PASSPHRASE` */
  async unlock(passphrase: string | undefined): Promise<VaultStatus> {
    const opened = this.#peek();
    if (passphrase === undefined || !opened) await this.#inTurn(() => this.#fetch());
    else if (!(await this.#inTurn(() => opened.keys.unlock(passphrase)))) throw wrongPassphrase();
    this.changes.tell();
    return this.#statusNow();
  }

  /**
   * Writes every record anew under a new master key, and removes the old one. Killed at any
   * moment, all records can be read with what is kept.
   *
   * @throws UserError `VAULT_LOCKED`, those of the keychain
   */
  async rotate(): Promise<VaultStatus> {
    const { keys } = await this.#ready();
    await this.#inTurn(() => this.#replaceKey(keys.keeper ?? 'keychain', undefined));
    return this.#statusNow();
  }

  /** Writes what is left to write and forgets all keys. */
  close(): void {
    this.#writeNews();
    this.#opened?.keys.forget();
    this.#opened?.db.close();
    this.#opened = undefined;
  }

  /** The vault with a key that writes. */
  async #ready(): Promise<Opened & { key: { id: string; bytes: Buffer } }> {
    const opened = this.#open();
    if (!opened.keys.current) await this.#inTurn(() => this.#obtainKey(opened));
    const key = opened.keys.current;
    if (!key) throw vaultLocked(opened.keys.status());
    return { ...opened, key };
  }

  async #obtainKey(opened: Opened): Promise<void> {
    if (opened.keys.current) return;
    if (this.#askedAt === undefined || Date.now() - this.#askedAt > REST) await this.#fetch();
    const { keeper, state } = opened.keys.status();
    if (keeper === 'none' && state === 'open') await this.#replaceKey('keychain', undefined);
    if (keeper !== 'passphrase' || opened.keys.current || !this.#options.askPassphrase) return;
    if (!(await opened.keys.unlock(await this.#options.askPassphrase()))) throw wrongPassphrase();
  }

  async #fetch(): Promise<void> {
    const opened = this.#peek();
    if (opened) {
      await opened.keys.fetch();
      await opened.keys.clear();
    } else this.#refusal = await refusalOf(this.#keychain);
    this.#askedAt = Date.now();
    this.changes.tell();
  }

  async #replaceKey(keeper: Keeper, passphrase: string | undefined): Promise<void> {
    const { db, keys, keyTable, records } = this.#open();
    const next = await keys.prepare(keeper, passphrase);
    inTransaction(db, () => {
      for (const record of records.all()) {
        const anew = this.#reseal(keys, record, next);
        if (anew) records.put(anew);
      }
      keyTable.makeCurrent(next.id);
    });
    // What the old key had sealed is not left lying in the log either.
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    await keys.clear();
    this.changes.tell();
  }

  #reseal(
    keys: KeyRing,
    record: StoredCredential,
    next: { id: string; bytes: Buffer },
  ): StoredCredential | undefined {
    const key = keys.key(record.key);
    const secrets = key && openSecrets(key, record);
    const state = key && record.state && openState(key, record, record.state);
    if (!secrets || (record.state && !state)) return undefined;
    const anew = { ...record, key: next.id };
    return {
      ...anew,
      secrets: sealSecrets(next.bytes, anew, secrets),
      state: state && sealState(next.bytes, anew, state),
    };
  }

  #statusNow(): VaultStatus {
    return this.#peek()?.keys.status() ?? this.#refusal ?? openStatus('none');
  }

  #summarize({ keys }: Opened, record: StoredCredential): CredentialSummary {
    const { key, secrets: _secrets, state: _state, ...shown } = record;
    const locked = !keys.key(key) && (this.#askedAt !== undefined || keys.keeper === 'passphrase');
    if (!locked) return shown;
    const { message, hint } = credentialLocked(record.name, 'key');
    return { ...shown, health: 'locked', problem: `${message} ${hint}` };
  }

  #tellNews(): void {
    this.#writeNews();
    this.changes.tell();
  }

  #writeNews(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const news = this.#news;
    if (news.size === 0) return;
    this.#news = new Map();
    const opened = this.#peek();
    if (!opened) return;
    inTransaction(opened.db, () => {
      for (const [id, one] of news) opened.records.note(id, one);
    });
  }

  /** The file if there is one. */
  #peek(): Opened | undefined {
    if (this.#opened || !existsSync(this.#options.file)) return this.#opened;
    return this.#open();
  }

  #open(): Opened {
    if (this.#opened) return this.#opened;
    const { file, readOnly = false } = this.#options;
    const db = openDatabase(file, readOnly);
    if (!db) throw new UserError(`There are no credentials in ${file} yet.`, { code: 'VAULT_EMPTY' });
    const keyTable = new KeyTable(db);
    this.#opened = {
      db,
      keyTable,
      keys: new KeyRing(keyTable, this.#keychain),
      records: new RecordTable(db),
      bindings: new Bindings(db),
    };
    return this.#opened;
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
