import { catalogue } from '#nodes';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { loadFlow } from '../load-flow.ts';
import { formatCount } from '../output/duration.ts';
import { formatProblem } from '../output/problems.ts';
import { writeJson } from '../output/write-json.ts';

export const validate = defineCommand({
  name: 'validate',
  summary: 'Checks flow files and lists everything that is wrong, without running anything.',
  arguments: [{ name: 'FLOW', help: 'flow files, *.flow.json', count: 'rest' }],
  options: {
    json: { type: 'boolean', help: 'prints one JSON object { files: [{ file, problems }] }' },
  },
  examples: ['validate orders.flow.json', 'validate flows/*.flow.json --json'],
  async run({ arguments: paths, options }, { out, outStyle }) {
    const files = await Promise.all(
      paths.map(async (file) => ({ file, problems: (await loadFlow(file, catalogue)).problems })),
    );
    const all = files.flatMap(({ problems }) => problems);
    const errors = all.filter(({ severity }) => severity === 'error').length;
    if (options.json) await writeJson(out, { files });
    else {
      for (const { file, problems } of files) {
        for (const problem of problems) await out.write(`${formatProblem(file, problem, outStyle)}\n`);
      }
      const warnings = all.length - errors;
      const found = all.length === 0 ? outStyle('green', 'no problems') : formatCount(errors, 'error');
      const extra = warnings === 0 ? '' : `, ${formatCount(warnings, 'warning')}`;
      await out.write(`${formatCount(files.length, 'flow')}: ${found}${extra}\n`);
    }
    return errors > 0 ? EXIT.usage : EXIT.succeeded;
  },
});
