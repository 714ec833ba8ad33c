import { create } from 'zustand';
import type {
  ConnectionPreset,
  ConnectionTypeDescription,
  CredentialEntry,
  VaultStatus,
} from '#contract/connection';

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
