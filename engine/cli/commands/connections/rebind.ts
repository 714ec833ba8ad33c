import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { formatCount } from '../../output/duration.ts';
import { findCredential } from '../../vault/find-credential.ts';
import { vaultOptions, withVault } from '../../vault/with-vault.ts';

export const rebind = defineCommand({
  name: 'connections rebind',
  summary: 'Puts one credential in place of another, in every slot of every flow.',
  arguments: [
    { name: 'OLD', help: 'the credential that is bound now, by name or id' },
    { name: 'NEW', help: 'the one to bind instead' },
  ],
  options: { 'data-dir': vaultOptions['data-dir'] },
  examples: ['connections rebind "CRM 2025" "CRM 2026"'],
  async run({ arguments: [from = '', to = ''], options }, terminal) {
    return withVault(options, terminal, 'must exist', async (vault) => {
      const bound = vault.bindings.rebind(findCredential(vault, from).id, findCredential(vault, to).id);
      await terminal.err.write(`${formatCount(bound, 'slot')} bound to "${to}".\n`);
      return EXIT.succeeded;
    });
  },
});
