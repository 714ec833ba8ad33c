import { hostname } from 'node:os';
import type { VaultStatus } from '#contract/connection';
import { UserError } from '#contract/error';
import type { Keychain } from '../keychain/index.ts';
import type { Keeper, KeyRow } from './master-key.ts';

/** Ready; with the keeper `none`, the first credential that is saved makes a key in the keychain. */
export function openStatus(keeper: VaultStatus['keeper']): VaultStatus {
  return { keeper, state: 'open', message: undefined, hint: undefined };
}

/** Not asked for yet. */
export function lockedStatus(keeper: Keeper): VaultStatus {
  if (keeper === 'keychain') {
    return {
      keeper,
      state: 'locked',
      message: 'The key to your credentials is in the keychain of this system.',
      hint: 'Unlock them.',
    };
  }
  return {
    keeper,
    state: 'locked',
    message: 'Your credentials are locked with a passphrase.',
    hint: 'Give the passphrase to unlock them.',
  };
}

/** The keychain answers, and the key is not there. */
export function lostStatus({ machine }: KeyRow): VaultStatus {
  const elsewhere = machine !== hostname();
  return {
    keeper: 'keychain',
    state: 'keyLost',
    message: elsewhere
      ? `The credentials were kept on another computer (${machine}); the key to them is in the keychain there.`
      : 'The key to your credentials is no longer in the keychain of this system.',
    hint: elsewhere
      ? 'Export the credentials there and import them here, or set up a new key and enter the secrets again.'
      : 'Bring the entry "Flowbench" back into the keychain, or set up a new key and enter the secrets again; nothing has been deleted.',
  };
}

/** What the keychain said instead of answering. */
export function refusedStatus(error: unknown, keeper: VaultStatus['keeper']): VaultStatus {
  if (!(error instanceof UserError)) throw error;
  const state = error.code === 'KEYCHAIN_UNAVAILABLE' ? 'unavailable' : 'locked';
  return { keeper, state, message: error.message, hint: error.hint };
}

/** Whether a keychain answers at all: undefined, or how it refuses. */
export async function refusalOf(keychain: Keychain): Promise<VaultStatus | undefined> {
  try {
    await keychain.read('nothing');
    return undefined;
  } catch (error) {
    return refusedStatus(error, 'none');
  }
}
