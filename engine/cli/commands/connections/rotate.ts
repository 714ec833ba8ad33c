import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { vaultOptions, withVault } from '../../vault/with-vault.ts';

export const rotate = defineCommand({
  name: 'connections rotate',
  summary: 'Writes all credentials anew under a new master key and removes the old one.',
  details:
    'Killed at any moment, all credentials can still be read. Copies of the data directory made before\ncan not be: their key is gone. Use "flowbench connections export" for backups.',
  arguments: [],
  options: vaultOptions,
  examples: ['connections rotate', 'connections rotate --passphrase-file ~/.flowbench-passphrase'],
  async run({ options }, terminal) {
    const { state, message } = await withVault(options, terminal, 'must exist', (vault) =>
      vault.lock.rotate(),
    );
    await terminal.err.write(state === 'open' ? 'The master key is a new one.\n' : `${message}\n`);
    return EXIT.succeeded;
  },
});
