import { UserError } from '#contract/error';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { findCredential } from '../../vault/find-credential.ts';
import { vaultOptions, withVault } from '../../vault/with-vault.ts';

export const remove = defineCommand({
  name: 'connections remove',
  summary: 'Removes a credential; one that fills slots of flows only with --force.',
  arguments: [{ name: 'CREDENTIAL', help: 'its name or id' }],
  options: {
    ...vaultOptions,
    force: { type: 'boolean', help: 'removes it although flows use it; their slots are empty then' },
  },
  examples: ['connections remove "Old CRM"', 'connections remove cred_5f0c --force'],
  async run({ arguments: [which = ''], options }, terminal) {
    return withVault(options, terminal, 'must exist', async (vault) => {
      const { id, name } = findCredential(vault, which);
      const uses = vault.bindings.of(id);
      if (uses.length > 0 && !options.force) {
        const slots = uses.map(({ flow, slot }) => `"${slot}" of ${flow}`).join(', ');
        throw new UserError(`"${name}" fills the slot ${slots}.`, {
          code: 'CREDENTIAL_USED',
          hint: `Bind another one there first (flowbench connections rebind "${name}" OTHER), or add --force.`,
        });
      }
      await vault.remove(id);
      await terminal.err.write(`"${name}" is removed.\n`);
      return EXIT.succeeded;
    });
  },
});
