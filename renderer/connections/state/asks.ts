import { create } from 'zustand';
import type { CredentialEntry } from '#contract/connection';
import type { Wanted } from '../model/draft.ts';
import { useConnections } from './store.ts';

/** What the sheet is about: a credential that is edited, or a new one and where it is wanted. */
export interface SheetAsk {
  /** Id of the one to edit. */
  edit?: string;
  /** Begins to sign in at once. */
  signIn?: boolean;
  wanted: Wanted;
  /** Called with what was saved, once the sheet closes. */
  done?(entry: CredentialEntry): void;
}

/** What the window asks about credentials now; all of it may be dismissed. */
export const useAsks = create<{
  sheet: SheetAsk | undefined;
  /** The vault has to be opened first, or gets another keeper; called with whether it is open. */
  vault: { newKeeper: boolean; done(open: boolean): void } | undefined;
  /** Flow file whose empty slots are asked about. */
  bind: string | undefined;
}>(() => ({ sheet: undefined, vault: undefined, bind: undefined }));

/** Opens the sheet for a new credential, after the vault where that is needed. */
export async function addCredential(wanted: Wanted = {}, done?: SheetAsk['done']): Promise<void> {
  if (await vaultOpened()) useAsks.setState({ sheet: { wanted, ...(done ? { done } : {}) } });
}

/** Opens the sheet to change a credential, or to sign in with it again. */
export async function editCredential(id: string, signIn = false): Promise<void> {
  if (await vaultOpened()) useAsks.setState({ sheet: { edit: id, signIn, wanted: {} } });
}

/** Whether secrets can be kept now; asks for what is missing to it. */
export function vaultOpened(): Promise<boolean> {
  const { vault } = useConnections.getState();
  if (vault?.state === 'open' && vault.keeper !== 'none') return Promise.resolve(true);
  return askForVault();
}

/** Asks where secrets are kept, or for the passphrase; with `newKeeper` where they are to be kept from now on. */
export function askForVault(newKeeper = false): Promise<boolean> {
  return new Promise((resolve) => {
    useAsks.getState().vault?.done(false);
    useAsks.setState({
      vault: {
        newKeeper,
        done: (open) => {
          useAsks.setState({ vault: undefined });
          resolve(open);
        },
      },
    });
  });
}
