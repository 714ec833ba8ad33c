import type { VaultOptions } from '#engine/credentials';
import type { Terminal } from '../command.ts';
import { ask, readSecret } from './read-secret.ts';

export type CredentialKeys = Pick<VaultOptions, 'askPassphrase'>;

/**
 * How a vault with a passphrase is opened: with the one in the file, else the one that is
 * typed. Nothing is read or asked before a credential is needed.
 */
export function vaultKeys(passphraseFile: string | undefined, terminal: Terminal): CredentialKeys {
  return {
    askPassphrase: () =>
      passphraseFile === undefined
        ? ask('Passphrase of the credentials', terminal)
        : readSecret(passphraseFile, 'the passphrase', terminal),
  };
}
