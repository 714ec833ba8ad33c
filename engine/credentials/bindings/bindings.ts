import { UserError } from '#contract/error';
import type { Changes } from '../vault/changes.ts';
import type { StoredCredential } from '../vault/record.ts';
import { credentialGone } from '../vault/vault-error.ts';
import type { VaultFile } from '../vault/vault-file.ts';
import type { Binding } from './binding-table.ts';

/** A slot to be filled; null takes away what is bound. */
export type SlotBinding = Omit<Binding, 'credential'> & { credential: string | null };

/** What fills the connection slots of flows on this machine. */
export class Bindings {
  readonly #file: VaultFile;
  readonly #changes: Changes;

  constructor(file: VaultFile, changes: Changes) {
    this.#file = file;
    this.#changes = changes;
  }

  /** Id of the credential bound to a slot of a flow. */
  find(flow: string, slot: string): string | undefined {
    return this.#file.peek()?.bindings.find(flow, slot);
  }

  all(): Binding[] {
    return this.#file.peek()?.bindings.all() ?? [];
  }

  /** The slots that a credential fills. */
  of(credential: string): Binding[] {
    return this.all().filter((binding) => binding.credential === credential);
  }

  /** Binds slots, all or none of them; returns how many were changed. @throws UserError `CREDENTIAL_GONE` */
  bind(slots: readonly SlotBinding[]): number {
    for (const { credential } of slots) if (credential !== null) this.#check(credential);
    if (!this.#file.peek()) return 0;
    const bound = this.#file.atOnce(
      ({ bindings }) =>
        slots.filter(({ flow, slot, credential }) => bindings.bind(flow, slot, credential)).length,
    );
    this.#changes.tell();
    return bound;
  }

  /** Binds every slot of one credential to another; returns how many. @throws UserError `CREDENTIAL_GONE`, `CONNECTION_TYPE` */
  rebind(from: string, to: string): number {
    const [old, other] = [this.#check(from), this.#check(to)];
    if (old.type !== other.type) {
      throw new UserError(`"${old.name}" is ${old.type}, and "${other.name}" is ${other.type}.`, {
        code: 'CONNECTION_TYPE',
        hint: 'Choose a credential of the same type.',
      });
    }
    const bound = this.#file.tables.bindings.rebind(from, to);
    this.#changes.tell();
    return bound;
  }

  #check(credential: string): StoredCredential {
    const record = this.#file.peek()?.records.get(credential);
    if (!record) throw credentialGone(credential);
    return record;
  }
}
