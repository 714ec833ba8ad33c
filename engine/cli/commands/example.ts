import { join, relative } from 'node:path';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { root } from '../root.ts';
import { run } from './run.ts';

const EXAMPLE = join(root, 'examples', 'orders');

export const example = defineCommand({
  name: 'example',
  summary: 'Runs the first example here in the terminal and says what to try next.',
  arguments: [],
  options: {},
  examples: ['example'],
  async run(_given, terminal) {
    const { err, errStyle } = terminal;
    const here = (path: string) => relative(process.cwd(), path) || '.';
    const flow = here(join(EXAMPLE, 'orders.flow.json'));
    await err.write(`Running the example ${errStyle('bold', flow)}\n\n`);
    const code = await run.run({ arguments: [flow], options: {} }, terminal);
    if (code !== EXIT.succeeded) return code;
    const command = terminal.env.npm_lifecycle_event ? 'npm run -s flowbench --' : 'flowbench';
    const tries = [
      [`run ${flow} --steps`, 'see every step'],
      [`validate ${flow}`, 'break the flow first, then see what it says'],
      ['nodes', 'what flows can be made of'],
      ['app', 'draw it: the same in a window'],
      ['help', 'everything else'],
    ] as const;
    const width = Math.max(...tries.map(([what]) => what.length));
    const lines = [
      '',
      `The orders it read:   ${here(join(EXAMPLE, 'orders.csv'))}`,
      `The report it wrote:  ${here(join(EXAMPLE, 'out', 'report.md'))}`,
      `All files it wrote:   ${here(join(EXAMPLE, 'out'))}`,
      '',
      errStyle('bold', 'What to try next'),
      ...tries.map(([what, why]) => `  ${command} ${what.padEnd(width)}  ${errStyle('dim', why)}`),
      '',
    ];
    await err.write(lines.join('\n'));
    return code;
  },
});
