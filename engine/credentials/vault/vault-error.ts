import type { VaultStatus } from '#contract/connection';
import { UserError } from '#contract/error';

export function credentialGone(id: string): UserError {
  return new UserError(`There is no credential ${id} on this machine.`, {
    code: 'CREDENTIAL_GONE',
    hint: 'Bind the slot to another credential; "flowbench connections list" lists them.',
  });
}

/** @param why its key is not at hand, or what is written does not open with it */
export function credentialLocked(name: string, why: 'key' | 'damaged'): UserError {
  const reason =
    why === 'key'
      ? 'the key they were written with is not at hand'
      : 'what is written was damaged or changed by another program';
  return new UserError(`The secrets of "${name}" cannot be read: ${reason}.`, {
    code: 'CREDENTIAL_LOCKED',
    hint: why === 'key' ? 'Unlock the vault, or enter the secrets again.' : 'Enter the secrets again.',
  });
}

/** The vault as a whole cannot be used now; says what its status says. */
export function vaultLocked({ message, hint }: VaultStatus): UserError {
  return new UserError(message ?? 'The vault is locked.', {
    code: 'VAULT_LOCKED',
    ...(hint ? { hint } : {}),
  });
}

export function wrongPassphrase(): UserError {
  return new UserError('The passphrase is not the one of this vault.', {
    code: 'WRONG_PASSPHRASE',
    hint: 'Try again; upper and lower case matter. Nobody can tell it to you, nor reset it.',
  });
}
