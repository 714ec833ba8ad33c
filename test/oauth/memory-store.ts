import { UserError } from '#contract/error';
import type { Credential, CredentialNews, CredentialStore } from '#engine/credentials';

/** A store of credentials that only this process has; what is saved is copied, as a vault would do it. */
export interface MemoryStore extends CredentialStore {
  /** Puts a credential of type `http.oauth2` in; returns its id. */
  add(values: Record<string, unknown>, more?: Partial<Credential>): string;
  /** What has been noted of all of them, the latest last. */
  notes: CredentialNews[];
  /** What is kept of a sign-in. */
  stateOf(id: string): Record<string, unknown> | undefined;
  /** While set, saving fails with it. */
  broken: Error | undefined;
}

export function memoryStore(): MemoryStore {
  const credentials = new Map<string, Credential>();
  const notes: CredentialNews[] = [];
  const find = (id: string) => {
    const found = credentials.get(id);
    if (!found) throw new UserError('There is no such credential', { code: 'CREDENTIAL_GONE' });
    return found;
  };
  const store: MemoryStore = {
    notes,
    broken: undefined,
    add(values, more = {}) {
      const id = `c${credentials.size + 1}`;
      credentials.set(id, {
        id,
        name: 'Acme',
        type: 'http.oauth2',
        preset: undefined,
        hosts: ['127.0.0.1'],
        rate: undefined,
        values,
        state: undefined,
        ...more,
      });
      return id;
    },
    stateOf: (id) => find(id).state,
    open: async (id) => structuredClone(find(id)),
    async saveState(id, state) {
      if (store.broken) throw store.broken;
      const credential = find(id);
      credentials.set(id, { ...credential, state: structuredClone(state) });
    },
    note: (_, news) => void notes.push(news),
  };
  return store;
}
