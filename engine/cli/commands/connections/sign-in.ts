import { SignIns } from '#engine/credentials';
import { Engine } from '#engine/host';
import { catalogue } from '#nodes';
import { defineCommand } from '../../command.ts';
import { signInAtTerminal } from '../../sign-in.ts';
import { findCredential } from '../../vault/find-credential.ts';
import { vaultKeys } from '../../vault/vault-keys.ts';
import { credentialsDir, requireCredentials, vaultOptions } from '../../vault/with-vault.ts';

export const signIn = defineCommand({
  name: 'connections sign-in',
  summary: 'Signs in for a credential of a type that needs it (OAuth 2.0), with a browser.',
  arguments: [{ name: 'CREDENTIAL', help: 'its name or id' }],
  options: {
    ...vaultOptions,
    paste: { type: 'boolean', help: 'the browser runs on another machine: its last address is pasted here' },
  },
  examples: ['connections sign-in Calendar', 'connections sign-in Calendar --paste'],
  async run({ arguments: [which = ''], options }, terminal) {
    const dataDir = credentialsDir(options['data-dir'], terminal.env);
    requireCredentials(dataDir);
    const credentials = vaultKeys(options['passphrase-file'], terminal);
    const engine = await Engine.open({ dataDir, catalogue, credentials });
    try {
      const { id } = findCredential(engine.vault, which);
      // Now, while nobody waits for a browser: what unlocks the vault may be asked for here.
      await engine.vault.open(id);
      const signIns = new SignIns(engine.connections.services);
      return await signInAtTerminal({ signIns, id, paste: options.paste ?? false }, terminal);
    } finally {
      await engine.close();
    }
  },
});
