import { UserError } from '#contract/error';
import type { Vault } from '#engine/credentials';
import { defineCommand, type Terminal } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { writeJson } from '../../output/write-json.ts';
import { readFields, requireType } from '../../vault/read-fields.ts';
import { askNewPassphrase, readSecret } from '../../vault/read-secret.ts';
import { fieldOptions, vaultOptions, withVault } from '../../vault/with-vault.ts';

export const add = defineCommand({
  name: 'connections add',
  summary: 'Adds a credential.',
  details:
    'Secret fields are asked for without showing them, or read with --secret. The first one makes a key in the\n' +
    'keychain of your system; with --passphrase or --passphrase-file the vault is locked with a passphrase instead.',
  arguments: [
    { name: 'NAME', help: 'what you call it' },
    { name: 'TYPE', help: 'its type or its service, as "flowbench connections types" lists them' },
  ],
  options: {
    ...vaultOptions,
    passphrase: { type: 'boolean', help: 'locks a new vault with a passphrase that is asked for' },
    ...fieldOptions,
    json: { type: 'boolean', help: 'prints the credential as one JSON object, without its secrets' },
  },
  examples: [
    'connections add GitHub github',
    'connections add CRM http.bearer --host api.crm.example',
    'connections add Shop http.basic --host shop.example --set user=ann --secret password=- < password.txt',
  ],
  async run({ arguments: [name = '', typeName = ''], options }, terminal) {
    const { type, preset } = requireType(typeName);
    return withVault(options, terminal, 'make', async (vault) => {
      const given = await readFields(type, options, terminal, 'ask');
      await setUpPassphrase(vault, options, terminal);
      const saved = await vault.save({
        name,
        type: type.type,
        preset: preset?.id,
        hosts: options.host ?? preset?.hosts ?? [],
        values: { ...preset?.values, ...given },
      });
      if (options.json) await writeJson(terminal.out, saved);
      else await terminal.out.write(`${saved.name} (${saved.id})\n`);
      if (type.signIn)
        await terminal.err.write(`Now sign in: flowbench connections sign-in "${saved.name}"\n`);
      return EXIT.succeeded;
    });
  },
});

/** A passphrase is a vault's choice at its beginning, and only where it is asked for. */
async function setUpPassphrase(
  vault: Vault,
  options: { passphrase?: boolean; 'passphrase-file'?: string },
  terminal: Terminal,
): Promise<void> {
  const file = options['passphrase-file'];
  const { keeper } = vault.lock;
  if (options.passphrase && keeper !== undefined) {
    throw new UserError(
      `There are credentials already; their key is ${keeper === 'keychain' ? 'in the keychain' : 'locked with a passphrase'}.`,
      {
        code: 'USAGE',
        hint: 'Leave --passphrase out, or move them: flowbench connections rotate --to passphrase.',
      },
    );
  }
  if (keeper !== undefined || (file === undefined && !options.passphrase)) return;
  const passphrase =
    file === undefined
      ? await askNewPassphrase('passphrase of the credentials', terminal)
      : await readSecret(file, 'the passphrase', terminal);
  await vault.lock.setUp('passphrase', passphrase);
}
