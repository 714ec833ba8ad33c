import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '#contract/error';
import { Vault } from '#engine/credentials';
import { openDataDir } from '#engine/journal';
import { userDataDir } from '#engine/places';
import type { Option, Terminal } from '../command.ts';
import { findDataDir } from '../data-dir.ts';
import { passphraseFileOption } from './read-secret.ts';
import { vaultKeys } from './vault-keys.ts';

/** The options of every command about credentials. */
export const vaultOptions = {
  'data-dir': {
    type: 'string',
    value: 'DIR',
    help: 'whose credentials; default $FLOWBENCH_DATA_DIR, else your own data folder, that of the app',
  },
  'passphrase-file': passphraseFileOption,
} as const satisfies Readonly<Record<string, Option>>;

/** The options that describe a credential. */
export const fieldOptions = {
  host: { type: 'string', value: 'HOST', multiple: true, help: 'a host it may be used with; repeatable' },
  set: {
    type: 'string',
    value: 'FIELD=VALUE',
    multiple: true,
    help: 'a field that is not secret; repeatable',
  },
  secret: {
    type: 'string',
    value: 'FIELD=FILE',
    multiple: true,
    help: 'a secret field is in a file; "-" reads standard input; repeatable',
  },
} as const satisfies Readonly<Record<string, Option>>;

interface Given {
  'data-dir'?: string;
  'passphrase-file'?: string;
}

/** The data directory whose credentials are meant. */
export function credentialsDir(given: string | undefined, env: Terminal['env']): string {
  return findDataDir(given, env) ?? userDataDir();
}

/**
 * Opens the vault of a data directory, alone, and closes it again.
 *
 * @param make whether the directory may be made
 * @throws UserError `DATA_DIR_IN_USE` while an engine has it, `NO_CREDENTIALS`
 */
export async function withVault<T>(
  options: Given,
  terminal: Terminal,
  make: 'make' | 'must exist',
  act: (vault: Vault) => Promise<T>,
): Promise<T> {
  const path = credentialsDir(options['data-dir'], terminal.env);
  if (make === 'must exist') requireCredentials(path);
  const dir = lock(path);
  const vault = new Vault({ file: dir.credentials, ...vaultKeys(options['passphrase-file'], terminal) });
  try {
    return await act(vault);
  } finally {
    vault.close();
    dir.release();
  }
}

/** For looking only: an engine may have the data directory. @throws UserError `NO_CREDENTIALS` */
export function lookIntoVault<T>(options: Given, terminal: Terminal, act: (vault: Vault) => T): T {
  const path = credentialsDir(options['data-dir'], terminal.env);
  const vault = new Vault({ file: join(path, 'credentials.db'), readOnly: true });
  try {
    return act(vault);
  } finally {
    vault.close();
  }
}

export function requireCredentials(path: string): void {
  if (existsSync(join(path, 'credentials.db'))) return;
  throw new UserError(`There are no credentials in ${path} yet.`, {
    code: 'NO_CREDENTIALS',
    hint: 'Add one with: flowbench connections add. Another folder is named with --data-dir.',
  });
}

function lock(path: string): ReturnType<typeof openDataDir> {
  try {
    return openDataDir(path);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'DATA_DIR_IN_USE') throw error;
    throw new UserError(error.message, {
      code: error.code,
      hint: 'Change credentials in the window of that one, under Connections, or stop it first.',
      cause: error,
    });
  }
}
