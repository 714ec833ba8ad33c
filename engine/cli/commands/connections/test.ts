import { testCredential } from '#engine/credentials';
import { Engine } from '#engine/host';
import { catalogue } from '#nodes';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { findCredential } from '../../vault/find-credential.ts';
import { vaultKeys } from '../../vault/vault-keys.ts';
import { credentialsDir, requireCredentials, vaultOptions } from '../../vault/with-vault.ts';

export const test = defineCommand({
  name: 'connections test',
  summary: 'Uses a credential once and says how that went.',
  arguments: [{ name: 'CREDENTIAL', help: 'its name or id' }],
  options: {
    ...vaultOptions,
    url: { type: 'string', value: 'URL', help: 'an address that only signed requests get' },
  },
  examples: ['connections test CRM --url https://api.crm.example/me'],
  async run({ arguments: [which = ''], options }, terminal) {
    const dataDir = credentialsDir(options['data-dir'], terminal.env);
    requireCredentials(dataDir);
    const credentials = vaultKeys(options['passphrase-file'], terminal);
    const engine = await Engine.open({ dataDir, catalogue, credentials });
    const stop = new AbortController();
    const forget = terminal.onStop(['SIGINT', 'SIGTERM'], () => stop.abort());
    try {
      const { id } = findCredential(engine.vault, which);
      const { url } = options;
      const { ok, message, hint } = await testCredential(engine.connections, id, {
        url,
        signal: stop.signal,
      });
      const { out, outStyle } = terminal;
      await out.write(`${outStyle(ok ? 'green' : 'red', ok ? 'works' : 'does not work')}: ${message}\n`);
      if (hint !== undefined) await out.write(`    ${outStyle('dim', hint)}\n`);
      return ok ? EXIT.succeeded : EXIT.failed;
    } finally {
      forget();
      await engine.close();
    }
  },
});
