import type { CredentialDraft, CredentialHealth } from '#contract/connection';
import { Bindings } from '../bindings/bindings.ts';
import type { Credential, CredentialNews, CredentialStore } from '../credential.ts';
import { type Keychain, systemKeychain } from '../keychain/index.ts';
import { Changes } from './changes.ts';
import { checkDraft } from './draft.ts';
import type { UsableKey } from './key-ring.ts';
import { VaultLock } from './lock.ts';
import { changedRecord, newRecord } from './make-record.ts';
import { openSecrets, openState, type StoredCredential, sealState } from './record.ts';
import { Uses } from './uses.ts';
import { credentialGone, credentialLocked } from './vault-error.ts';
import { VaultFile } from './vault-file.ts';

export interface VaultOptions {
  /** `credentials.db` of a data directory; made when the first credential is saved. */
  file: string;
  /** Default that of the system. */
  keychain?: Keychain;
  /** Asks for the passphrase where the vault has one, when a credential is needed; without it, that is refused. */
  askPassphrase?: () => Promise<string>;
  /** For looking while an engine has the data directory: healths are as they were last noted. */
  readOnly?: boolean;
}

/** A credential as it may be shown: nothing of it is sealed. */
export interface CredentialSummary extends Omit<StoredCredential, 'key' | 'secrets' | 'state' | 'health'> {
  health: CredentialHealth;
}

/**
 * The credentials of a data directory. Its file is touched when it is first needed, the keychain
 * when a secret is; until then neither costs anything. Keys and secrets stay in this process.
 */
export class Vault implements CredentialStore {
  /** Tells of every change of a credential, its health, a binding or the lock. */
  readonly changes = new Changes();
  readonly lock: VaultLock;
  readonly bindings: Bindings;
  readonly #file: VaultFile;
  readonly #uses: Uses;
  readonly #readOnly: boolean;

  constructor({ file, keychain = systemKeychain(), askPassphrase, readOnly = false }: VaultOptions) {
    const { changes } = this;
    this.#readOnly = readOnly;
    this.#file = new VaultFile(file, readOnly);
    this.#uses = new Uses(this.#file, changes);
    this.lock = new VaultLock({ file: this.#file, keychain, changes, askPassphrase });
    this.bindings = new Bindings(this.#file, changes);
  }

  /** All credentials, by name. Those whose key is known to be out of reach are `locked`. */
  list(): CredentialSummary[] {
    this.#uses.write();
    const records = this.#file.peek()?.records.all() ?? [];
    return records.map((record) => this.#summarize(record));
  }

  /** @throws UserError `CREDENTIAL_GONE` */
  get(id: string): CredentialSummary {
    this.#uses.write();
    return this.#summarize(this.#record(id));
  }

  /**
   * Makes or changes a credential; what signing in gave stays while its type does.
   *
   * @throws UserError `CREDENTIAL_INVALID`, `CREDENTIAL_GONE`, `VAULT_LOCKED`, those of the keychain
   */
  async save(draft: CredentialDraft): Promise<CredentialSummary> {
    // A mistake is told before a keychain is asked for anything.
    if (draft.id === undefined) checkDraft(draft, undefined, []);
    else this.#record(draft.id);
    await this.lock.open();
    const { current } = this.lock;
    const record =
      draft.id === undefined ? newRecord(draft, current) : this.#changed(draft.id, draft, current);
    this.#put(record);
    return this.get(record.id);
  }

  /**
   * Adds credentials from elsewhere, all or none; `state` is what signing in had given there.
   *
   * @throws UserError `CREDENTIAL_INVALID`, `VAULT_LOCKED`, those of the keychain
   */
  async addAll(
    drafts: readonly (CredentialDraft & { state?: Record<string, unknown> | undefined })[],
  ): Promise<CredentialSummary[]> {
    await this.lock.open();
    const { current } = this.lock;
    const added = drafts.map(({ state, ...draft }) => {
      const record = newRecord(draft, current);
      return { ...record, state: state && sealState(current.bytes, record, state) };
    });
    this.#put(...added);
    return added.map(({ id }) => this.get(id));
  }

  /** Removes a credential and takes it out of every slot; says whether it was there. */
  async remove(id: string): Promise<boolean> {
    const removed = this.#file.peek()?.records.remove(id) ?? false;
    if (!removed) return false;
    this.#file.tidy();
    this.changes.tell();
    await this.lock.clear();
    return true;
  }

  async open(id: string): Promise<Credential> {
    await this.#unlock(id);
    const { record, key } = this.#unlocked(id);
    const secrets = openSecrets(key, record);
    const state = record.state && openState(key, record, record.state);
    if (!secrets || (record.state && !state)) throw credentialLocked(record.name, 'damaged');
    const { name, type, preset, hosts, rate, values } = record;
    return { id, name, type, preset, hosts, rate, values: { ...values, ...secrets }, state };
  }

  async saveState(id: string, state: Record<string, unknown> | undefined): Promise<void> {
    await this.#unlock(id);
    const { record, key } = this.#unlocked(id);
    this.#put({ ...record, state: state && sealState(key, record, state) });
  }

  note(id: string, news: CredentialNews): void {
    this.#uses.note(id, news);
  }

  /** Writes what is left to write and forgets all keys. */
  close(): void {
    this.#uses.write();
    this.lock.forget();
    this.#file.close();
  }

  #changed(id: string, draft: CredentialDraft, key: UsableKey): StoredCredential {
    const before = this.#record(id);
    return changedRecord(before, this.lock.key(before.key), draft, key);
  }

  #put(...all: StoredCredential[]): void {
    this.#file.atOnce(({ records }) => {
      for (const record of all) records.put(record);
    });
    this.changes.tell();
  }

  #record(id: string): StoredCredential {
    const record = this.#file.peek()?.records.get(id);
    if (!record) throw credentialGone(id);
    return record;
  }

  async #unlock(id: string): Promise<void> {
    this.#record(id);
    await this.lock.open();
  }

  /** A record with the key it is sealed with, as of now: a rotation may change both after the next wait. */
  #unlocked(id: string): { record: StoredCredential; key: Buffer } {
    const record = this.#record(id);
    const key = this.lock.key(record.key);
    if (!key) throw credentialLocked(record.name, 'key');
    return { record, key };
  }

  #summarize(record: StoredCredential): CredentialSummary {
    const { key: id, secrets: _secrets, state: _state, ...shown } = record;
    if (this.#readOnly) return shown;
    const key = this.lock.key(id);
    const why = key ? !openSecrets(key, record) && 'damaged' : this.lock.isShut(id) && 'key';
    if (!why) return shown;
    const { message, hint } = credentialLocked(record.name, why);
    return { ...shown, health: 'locked', problem: `${message} ${hint}` };
  }
}
