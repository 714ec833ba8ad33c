import { readFile, stat } from 'node:fs/promises';
import { UserError } from '#contract/error';
import { importCredentials, LARGEST_TRANSFER } from '#engine/credentials';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { ask, readSecret } from '../../vault/read-secret.ts';
import { vaultOptions, withVault } from '../../vault/with-vault.ts';

export const importFrom = defineCommand({
  name: 'connections import',
  summary: 'Adds credentials from a file that was made with "connections export".',
  details: 'What is here stays as it is; a name that is taken gets a number.',
  arguments: [{ name: 'FILE', help: 'the exported file' }],
  options: {
    ...vaultOptions,
    'file-passphrase': {
      type: 'string',
      value: 'FILE',
      help: 'the passphrase of the exported file is in this one; "-" reads standard input',
    },
  },
  examples: ['connections import credentials.json'],
  async run({ arguments: [file = ''], options }, terminal) {
    const text = await readExported(file);
    return withVault(options, terminal, 'make', async (vault) => {
      const from = options['file-passphrase'];
      const passphrase =
        from === undefined
          ? await ask(`Passphrase of ${file}`, terminal)
          : await readSecret(from, 'the passphrase', terminal);
      for (const { name, id } of await importCredentials(vault, text, passphrase)) {
        await terminal.out.write(`${name} (${id})\n`);
      }
      return EXIT.succeeded;
    });
  },
});

async function readExported(path: string): Promise<string> {
  try {
    if ((await stat(path)).size <= LARGEST_TRANSFER) return await readFile(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read: ${message}`;
    throw new UserError(`The file ${path} ${why}.`, { code: 'TRANSFER_MISSING', cause });
  }
  throw new UserError(`The file ${path} is too large to be one of exported credentials.`, {
    code: 'TRANSFER_INVALID',
  });
}
