import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { writeJson } from '../../output/write-json.ts';
import { jsonOption, relayDirOption } from './options.ts';
import { withDevices } from './with-devices.ts';

export const code = defineCommand({
  name: 'relay code',
  summary: 'Makes a code with which one machine can be paired, once and within 15 minutes.',
  arguments: [],
  options: { 'data-dir': relayDirOption, json: jsonOption },
  examples: ['relay code', 'relay code --data-dir /var/lib/flowbench-relay'],
  async run({ options }, terminal) {
    const made = await withDevices(options, terminal, (devices) => devices.newCode());
    if (options.json) await writeJson(terminal.out, made);
    else await terminal.out.write(`${made.code}\n`);
    return EXIT.succeeded;
  },
});
