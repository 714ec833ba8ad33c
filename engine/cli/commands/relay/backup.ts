import { resolve } from 'node:path';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { writeJson } from '../../output/write-json.ts';
import { jsonOption, relayDir, relayDirOption } from './options.ts';

export const backup = defineCommand({
  name: 'relay backup',
  summary: 'Copies what a relay has stored into a file, also while it runs.',
  arguments: [{ name: 'FILE', help: 'the file to write; it must not be there yet' }],
  options: { 'data-dir': relayDirOption, json: jsonOption },
  examples: ['relay backup relay-monday.db'],
  async run({ arguments: [file = ''], options }, { out, err, env }) {
    const { backUp } = await import('#engine/relay');
    const path = resolve(file);
    await backUp(relayDir(options['data-dir'], env), path);
    if (options.json) await writeJson(out, { file: path });
    else await err.write(`Written to ${path}. Keep it safe: it has what unsealed calls brought.\n`);
    return EXIT.succeeded;
  },
});

export const restore = defineCommand({
  name: 'relay restore',
  summary: 'Brings back what a backup has, into a relay that does not run.',
  details:
    'What is there stays: calls that came since wait on, calls that were handed over since are not handed\n' +
    'over again, and machines that were revoked since stay revoked.',
  arguments: [{ name: 'FILE', help: 'a file of "flowbench relay backup"' }],
  options: { 'data-dir': relayDirOption, json: jsonOption },
  examples: ['relay restore relay-monday.db'],
  async run({ arguments: [file = ''], options }, { out, err, env }) {
    const { restore: bringBack } = await import('#engine/relay');
    const restored = bringBack(relayDir(options['data-dir'], env), resolve(file));
    if (options.json) await writeJson(out, restored);
    else {
      const { devices, messages, handedBefore } = restored;
      await err.write(
        `Brought back ${devices} machines and ${messages} calls; ${handedBefore} had been handed over since.\n`,
      );
    }
    return EXIT.succeeded;
  },
});
