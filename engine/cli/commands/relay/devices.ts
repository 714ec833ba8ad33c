import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { formatTable } from '../../output/table.ts';
import { writeJson } from '../../output/write-json.ts';
import { jsonOption, relayDirOption } from './options.ts';
import { withDevices } from './with-devices.ts';

export const devices = defineCommand({
  name: 'relay devices',
  summary: 'Lists the machines that are paired, when they were here last, and what waits for them.',
  arguments: [],
  options: { 'data-dir': relayDirOption, json: jsonOption },
  examples: ['relay devices', 'relay devices --json'],
  async run({ options }, terminal) {
    const { out, outStyle, err } = terminal;
    const found = await withDevices(options, terminal, (known) => known.list());
    if (options.json) await writeJson(out, { devices: found });
    else if (found.length === 0) await err.write('No machine is paired yet: flowbench relay code.\n');
    else {
      const rows = found.map(({ id, name, pairedAt, seenAt, revokedAt, storedCount, sealKey }) => ({
        id,
        name,
        paired: timeOf(pairedAt),
        seen: timeOf(seenAt),
        waiting: storedCount,
        sealed: sealKey === undefined ? 'no' : 'yes',
        revoked: timeOf(revokedAt),
      }));
      const header = (text: string): string => outStyle('dim', text);
      await out.write(`${formatTable(rows, { width: out.width, maxRows: 1000, header }).join('\n')}\n`);
    }
    return EXIT.succeeded;
  },
});

function timeOf(time: number | undefined): string {
  return time === undefined ? '' : new Date(time).toLocaleString('sv');
}
