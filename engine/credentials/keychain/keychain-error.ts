import { UserError } from '#contract/error';
import type { KeychainAnswer } from './protocol.ts';

type Failure = Extract<KeychainAnswer, { failed: unknown }>['failed'];

/** There is none that could be asked. */
export function keychainUnavailable(reason: string, cause?: unknown): UserError {
  return new UserError(
    `There is no keychain here that could keep the key to your credentials${because(reason)}.`,
    {
      code: 'KEYCHAIN_UNAVAILABLE',
      hint: HINTS[process.platform] ?? HINTS.linux,
      cause,
    },
  );
}

/** It answered, and would not. */
export function keychainFailed({ at, reason }: Failure): UserError {
  if (at === 'connect') return keychainUnavailable(reason);
  // The Secret Service runs, and there is nothing yet that it could put secrets into.
  if (reason.includes('no result found')) return keychainUnavailable('it has no default keyring');
  return new UserError(`The keychain did not let Flowbench in${because(reason)}.`, {
    code: 'KEYCHAIN_LOCKED',
    hint: 'Unlock the keychain of your system and allow Flowbench to use it, then try again.',
  });
}

/** It did not answer in time. */
export function keychainSilent(patience: number): UserError {
  return new UserError(`The keychain has not answered within ${Math.round(patience / 1000)} seconds.`, {
    code: 'KEYCHAIN_LOCKED',
    hint: 'It may wait for its password in a window of its own: unlock it there, then try again.',
  });
}

const HINTS: Partial<Record<NodeJS.Platform, string>> & { linux: string } = {
  linux:
    'Start a Secret Service (GNOME Keyring, KWallet or KeePassXC) in your session, or keep the credentials under a passphrase.',
  darwin:
    'Log in to your Mac once so that its login keychain is there, or keep the credentials under a passphrase.',
  win32: 'Check that the service "Credential Manager" runs, or keep the credentials under a passphrase.',
};

function because(reason: string): string {
  const short = reason.trim().replace(/\.$/, '').slice(0, 200);
  return short === '' ? '' : ` (${short})`;
}
