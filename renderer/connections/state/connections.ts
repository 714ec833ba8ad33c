import { create } from 'zustand';
import type {
  ConnectionPreset,
  ConnectionTypeDescription,
  CredentialEntry,
  VaultStatus,
} from '#contract/connection';
import { engine, follow, useConnection } from '#renderer/api';
import { checkDocument, useDocuments } from '#renderer/document';
import { freshTrouble } from '../model/health.ts';
import { tellTrouble } from './tell-trouble.ts';

interface Connections {
  types: ReadonlyMap<string, ConnectionTypeDescription>;
  presets: readonly ConnectionPreset[];
  /** Undefined until the engine has answered. */
  vault: VaultStatus | undefined;
  entries: readonly CredentialEntry[] | undefined;
}

/** Connection types, the vault, and every credential without its secrets. */
export const useConnections = create<Connections>(() => ({
  types: new Map(),
  presets: [],
  vault: undefined,
  entries: undefined,
}));

/** The credential with an id; undefined where there is none. */
export function credentialOf(id: string | undefined): CredentialEntry | undefined {
  return useConnections.getState().entries?.find((entry) => entry.id === id);
}

/** Keeps the list as the engine has it, until `signal` aborts. */
export function startConnections(signal: AbortSignal): void {
  const stop = useConnection.subscribe((now, before) => {
    if (now.epoch !== before.epoch) loadTypes().catch(() => undefined);
  });
  signal.addEventListener('abort', stop);
  follow(
    async (until) => {
      const changes = await engine.connections.watch(undefined, { signal: until });
      await refreshConnections();
      return changes;
    },
    () => {
      refreshConnections()
        .then(checkOpenFlows)
        .catch(() => undefined);
    },
    signal,
  ).catch(() => undefined);
}

/** Reads credentials and vault anew, and tells of those that have come to need the user. */
export async function refreshConnections(): Promise<void> {
  const [entries, vault] = await Promise.all([engine.connections.list(), engine.connections.vault()]);
  const before = useConnections.getState().entries;
  useConnections.setState({ entries, vault });
  for (const entry of freshTrouble(before, entries)) tellTrouble(entry);
}

async function loadTypes(): Promise<void> {
  const { types, presets } = await engine.connections.types();
  useConnections.setState({ types: new Map(types.map((type) => [type.type, type])), presets });
}

/** What is bound decides whether a flow has the problem of an empty slot. */
async function checkOpenFlows(): Promise<void> {
  const paths = Object.keys(useDocuments.getState().documents);
  await Promise.all(paths.map((path) => checkDocument(path)));
}
