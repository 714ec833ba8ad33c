import { UserError } from '#contract/error';
import type { Vault } from '#engine/credentials';
import { defineCommand, type Terminal } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { askNewPassphrase, readSecret } from '../../vault/read-secret.ts';
import { vaultOptions, withVault } from '../../vault/with-vault.ts';

export const rotate = defineCommand({
  name: 'connections rotate',
  summary: 'Writes all credentials anew under a new master key and removes the old one.',
  details:
    'Killed at any moment, all credentials can still be read. Copies of the data directory made before\n' +
    'can not be: their key is gone. Use "flowbench connections export" for backups. With --to the new key\n' +
    'is made there, even where the old one is lost: then secrets have to be entered again.',
  arguments: [],
  options: {
    ...vaultOptions,
    to: { type: 'string', value: 'KEEPER', help: '"keychain" or "passphrase": where the new key is kept' },
    'new-passphrase': {
      type: 'string',
      value: 'FILE',
      help: 'the new passphrase is in this file; "-" reads standard input; else it is asked for',
    },
  },
  examples: ['connections rotate', 'connections rotate --to passphrase'],
  async run({ options }, terminal) {
    return withVault(options, terminal, 'must exist', async (vault) => {
      if (options.to === undefined) await vault.lock.rotate();
      else await moveTo(options.to, vault, options['new-passphrase'], terminal);
      await terminal.err.write('The master key is a new one.\n');
      const locked = vault.list().filter(({ health }) => health === 'locked');
      for (const { name } of locked) await terminal.err.write(`Enter the secrets of "${name}" again.\n`);
      return EXIT.succeeded;
    });
  },
});

async function moveTo(to: string, vault: Vault, file: string | undefined, terminal: Terminal): Promise<void> {
  if (to !== 'keychain' && to !== 'passphrase') {
    throw new UserError(`--to ${to} is neither "keychain" nor "passphrase".`, { code: 'USAGE' });
  }
  // Only a key that is lost is left behind; one that is merely locked is not.
  if ((await vault.lock.status()).state !== 'keyLost') await vault.lock.open();
  const ask = (): Promise<string> =>
    file === undefined
      ? askNewPassphrase('passphrase of the credentials', terminal)
      : readSecret(file, 'the new passphrase', terminal);
  await vault.lock.setUp(to, to === 'passphrase' ? await ask() : undefined);
}
