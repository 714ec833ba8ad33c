import type { CredentialSummary } from '#engine/credentials';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { formatTable } from '../../output/table.ts';
import { writeJson } from '../../output/write-json.ts';
import { lookIntoVault, vaultOptions } from '../../vault/with-vault.ts';

/** Credentials shown. */
const MOST = 1000;

export const list = defineCommand({
  name: 'connections list',
  summary: 'Lists the credentials; nothing secret is shown, and nothing has to be unlocked.',
  arguments: [],
  options: {
    'data-dir': vaultOptions['data-dir'],
    json: { type: 'boolean', help: 'prints one JSON object { credentials: […] } and nothing else' },
  },
  examples: ['connections list', 'connections list --data-dir ~/.flowbench --json'],
  async run({ options }, terminal) {
    const { out, outStyle, err } = terminal;
    const credentials = lookIntoVault(options, terminal, (vault) =>
      vault.list().map((credential) => ({ ...credential, usedBy: vault.bindings.of(credential.id) })),
    );
    if (options.json) await writeJson(out, { credentials });
    else if (credentials.length === 0) await err.write('No credentials here yet.\n');
    else {
      const rows = credentials.map(({ usedBy, ...credential }) => ({
        name: credential.name,
        type: credential.type,
        hosts: credential.hosts.join(' '),
        health: credential.health,
        used: lastUse(credential),
        slots: usedBy.length,
        id: credential.id,
      }));
      const header = (text: string): string => outStyle('dim', text);
      const table = formatTable(rows, { width: out.width, maxRows: MOST, header });
      await out.write(`${table.join('\n')}\n`);
    }
    return EXIT.succeeded;
  },
});

function lastUse({ lastUsedAt }: CredentialSummary): string {
  return lastUsedAt === undefined ? 'never' : new Date(lastUsedAt).toLocaleString('sv');
}
