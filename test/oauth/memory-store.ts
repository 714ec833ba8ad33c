import type { Credential, CredentialNews, CredentialStore } from '#engine/credentials';
import { MemoryCredentials } from '#test/credentials';

/** Credentials of type `http.oauth2` in memory, and what becomes of them. */
export interface MemoryStore extends CredentialStore {
  /** Puts one in, "Acme"; returns its id. */
  add(values: Record<string, unknown>, more?: Partial<Credential>): string;
  /** What is kept of a sign-in. */
  stateOf(id: string): Record<string, unknown> | undefined;
  /** What has been noted of all of them, the latest last. */
  readonly notes: readonly CredentialNews[];
  /** While set, saving fails with it. */
  broken: Error | undefined;
}

export function memoryStore(): MemoryStore {
  const memory = new MemoryCredentials();
  const states = new Map<string, Record<string, unknown> | undefined>();
  let count = 0;
  const store: MemoryStore = {
    ...memory.store,
    broken: undefined,
    add(values, more) {
      const id = `c${++count}`;
      memory.set(id, 'http.oauth2', values, { name: 'Acme', ...more });
      states.set(id, more?.state);
      return id;
    },
    stateOf: (id) => states.get(id),
    async saveState(id, state) {
      if (store.broken) throw store.broken;
      await memory.store.saveState(id, state);
      states.set(id, state);
    },
    get notes() {
      return memory.news.map(({ news }) => news);
    },
  };
  return store;
}
