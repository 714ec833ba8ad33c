import { UserError } from '#contract/error';
import { listRuns, readRun } from '#engine/host';
import { nearest } from '#engine/run';
import { keptLinks } from '#engine/server';
import { catalogue } from '#nodes';
import { defineCommand } from '../command.ts';
import { dataDirOption, requireDataDir } from '../data-dir.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonOf } from '../finish-run.ts';
import { formatError } from '../output/errors.ts';
import { writeOutputs } from '../output/outputs.ts';
import { writeSteps } from '../output/steps.ts';
import { formatWait } from '../output/waits.ts';
import { writeJson } from '../output/write-json.ts';

export const show = defineCommand({
  name: 'show',
  summary: 'Shows one run: its steps, what came out, what went wrong.',
  arguments: [{ name: 'RUN', help: 'the id of the run, as "flowbench runs" lists it' }],
  options: {
    'data-dir': dataDirOption,
    json: { type: 'boolean', help: 'prints the object of "flowbench run --json --steps"' },
  },
  examples: ['show run_7hq2m --data-dir ~/.flowbench'],
  async run({ arguments: [id = ''], options }, { out, outStyle, env }) {
    const dataDir = requireDataDir(options['data-dir'], env);
    const found = readRun(dataDir, id, catalogue, await keptLinks(dataDir));
    if (!found) throw unknownRun(id, dataDir);
    const { result, record } = found;
    if (options.json) await writeJson(out, jsonOf(result));
    else {
      await out.write(`${outStyle('bold', record.flow.name)} ${record.status} (run ${id})\n\n`);
      await writeSteps(out, outStyle, result.steps ?? []);
      for (const wait of result.waiting ?? []) await out.write(`${formatWait(wait, outStyle)}\n`);
      await writeOutputs(out, outStyle, result.outputs);
      if (result.error) await out.write(`${formatError(result.error, outStyle)}\n`);
    }
    return EXIT.succeeded;
  },
});

function unknownRun(id: string, dataDir: string): UserError {
  const near = nearest(
    id,
    listRuns(dataDir).map((run) => run.id),
  );
  return new UserError(`There is no run ${id} in ${dataDir}.`, {
    code: 'UNKNOWN_RUN',
    hint: near ? `Did you mean ${near}?` : '"flowbench runs" lists the runs there are.',
  });
}
