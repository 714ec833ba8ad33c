import { UserError } from '#contract/error';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { writeJson } from '../../output/write-json.ts';
import { jsonOption, relayDirOption } from './options.ts';
import { withDevices } from './with-devices.ts';

export const revoke = defineCommand({
  name: 'relay revoke',
  summary: 'Takes a machine its key: it cannot connect any more, and what waits for it is deleted.',
  arguments: [{ name: 'DEVICE', help: 'its id, as "flowbench relay devices" lists it' }],
  options: { 'data-dir': relayDirOption, json: jsonOption },
  examples: ['relay revoke dev_5f0c1d'],
  async run({ arguments: [id = ''], options }, terminal) {
    const revoked = await withDevices(options, terminal, (known) => known.revoke(id));
    if (!revoked) {
      throw new UserError(`There is no machine ${id}.`, {
        code: 'UNKNOWN_DEVICE',
        hint: '"flowbench relay devices" lists them.',
      });
    }
    if (options.json) await writeJson(terminal.out, { device: id, revoked });
    else await terminal.err.write(`${id} is revoked.\n`);
    return EXIT.succeeded;
  },
});
