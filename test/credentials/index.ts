import { UserError } from '#contract/error';
import type { Bindings, Credential, CredentialNews, CredentialStore } from '#engine/credentials';

/** Credentials in memory, bound to slots of the same name as their id in every flow. */
export class MemoryCredentials {
  /** What was noted of their use, in order. */
  readonly news: { id: string; news: CredentialNews }[] = [];
  readonly #credentials = new Map<string, Credential>();

  readonly bindings: Pick<Bindings, 'find'> = {
    find: (_flow, slot) => (this.#credentials.has(slot) ? slot : undefined),
  };

  readonly store: CredentialStore = {
    open: async (id) => {
      const credential = this.#credentials.get(id);
      if (!credential) throw new UserError(`there is no credential ${id}`, { code: 'CREDENTIAL_GONE' });
      return structuredClone(credential);
    },
    saveState: async (id, state) => {
      const credential = this.#credentials.get(id);
      if (credential) this.#credentials.set(id, { ...credential, state });
    },
    note: (id, news) => {
      this.news.push({ id, news });
    },
  };

  /** Adds one, or changes it. By default it may be used with 127.0.0.1. */
  set(id: string, type: string, values: Credential['values'], more: Partial<Credential> = {}): this {
    this.#credentials.set(id, {
      id,
      name: id,
      type,
      preset: undefined,
      hosts: ['127.0.0.1'],
      rate: undefined,
      values,
      state: undefined,
      ...more,
    });
    return this;
  }
}
