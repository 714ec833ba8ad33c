import { open, rename, rm } from 'node:fs/promises';
import { exportCredentials } from '#engine/credentials';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { formatCount } from '../../output/duration.ts';
import { findCredential } from '../../vault/find-credential.ts';
import { askNewPassphrase, readSecret } from '../../vault/read-secret.ts';
import { vaultOptions, withVault } from '../../vault/with-vault.ts';

export const exportTo = defineCommand({
  name: 'connections export',
  summary: 'Writes credentials to a file that only a passphrase opens.',
  details:
    'The passphrase of the file is another one than that of the vault; it is asked for, or read with\n--file-passphrase. Where tokens are renewed by what they were got with, as many services do,\nonly one of the two computers should go on using them.',
  arguments: [
    { name: 'FILE', help: 'the file to write' },
    { name: 'CREDENTIAL', help: 'names or ids; default all', count: 'many' },
  ],
  options: {
    ...vaultOptions,
    'file-passphrase': {
      type: 'string',
      value: 'FILE',
      help: 'the passphrase for the new file is in this one; "-" reads standard input',
    },
  },
  examples: ['connections export credentials.json', 'connections export crm.json CRM'],
  async run({ arguments: [file = '', ...which], options }, terminal) {
    return withVault(options, terminal, 'must exist', async (vault) => {
      const chosen = which.length === 0 ? vault.list() : which.map((one) => findCredential(vault, one));
      const from = options['file-passphrase'];
      const passphrase =
        from === undefined
          ? await askNewPassphrase('passphrase for the file', terminal)
          : await readSecret(from, 'the passphrase', terminal);
      const text = await exportCredentials(
        vault,
        chosen.map(({ id }) => id),
        passphrase,
      );
      await writePrivately(file, text);
      await terminal.err.write(`${formatCount(chosen.length, 'credential')} in ${file}\n`);
      return EXIT.succeeded;
    });
  },
});

/** For its owner's eyes; an interrupted write leaves no half file. */
async function writePrivately(path: string, text: string): Promise<void> {
  const arriving = `${path}.part`;
  try {
    const handle = await open(arriving, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(arriving, path);
  } finally {
    await rm(arriving, { force: true });
  }
}
