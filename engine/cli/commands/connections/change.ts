import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { findCredential } from '../../vault/find-credential.ts';
import { readFields, requireType } from '../../vault/read-fields.ts';
import { fieldOptions, vaultOptions, withVault } from '../../vault/with-vault.ts';

export const change = defineCommand({
  name: 'connections change',
  summary: 'Changes a credential: its name, hosts, fields or secrets; what is not named stays.',
  arguments: [{ name: 'CREDENTIAL', help: 'its name or id' }],
  options: {
    ...vaultOptions,
    name: { type: 'string', value: 'NAME', help: 'what you call it from now on' },
    ...fieldOptions,
  },
  examples: [
    'connections change CRM --secret token=-',
    'connections change CRM --name "CRM 2026" --host crm.example',
  ],
  async run({ arguments: [which = ''], options }, terminal) {
    return withVault(options, terminal, 'must exist', async (vault) => {
      const { id, name, type, preset, hosts, values, rate } = findCredential(vault, which);
      const given = await readFields(requireType(type).type, options, terminal, 'stay');
      const saved = await vault.save({
        id,
        name: options.name ?? name,
        type,
        preset,
        hosts: options.host ?? hosts,
        values: { ...values, ...given },
        rate,
      });
      await terminal.out.write(`${saved.name} (${saved.id})\n`);
      return EXIT.succeeded;
    });
  },
});
