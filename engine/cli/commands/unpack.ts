import { resolve } from 'node:path';
import type { PackReport } from '#contract/api';
import { UserError } from '#contract/error';
import { openPack, reportPack, unpack as unpackTo } from '#engine/pack';
import { catalogue } from '#nodes';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { formatCount } from '../output/duration.ts';
import type { Style } from '../output/style.ts';
import { writeJson } from '../output/write-json.ts';

export const unpack = defineCommand({
  name: 'unpack',
  summary: 'Unpacks a .flowpack into a new folder, and tells what its flows would touch.',
  details:
    'Nothing is run. Links, names that lead out of the folder, more than 1,000 entries or 200 MB are refused, and then nothing is written. With --report nothing is written either.',
  arguments: [
    { name: 'FILE', help: 'the pack, *.flowpack' },
    { name: 'DIR', help: 'a folder that does not exist yet, or is empty', count: 'optional' },
  ],
  options: {
    report: { type: 'boolean', help: 'only tells what is in it' },
    json: { type: 'boolean', help: 'prints one JSON object { flows, files, folder }' },
  },
  examples: ['unpack shop.flowpack shop', 'unpack shop.flowpack --report'],
  async run({ arguments: [file = '', dir], options }, { out, outStyle }) {
    if (dir === undefined && !options.report) throw missingFolder();
    const pack = await openPack(file);
    try {
      const report = await reportPack(pack, catalogue);
      const folder = dir === undefined || options.report ? undefined : resolve(dir);
      if (folder !== undefined) await unpackTo(pack, folder);
      if (options.json) await writeJson(out, { ...report, ...(folder === undefined ? {} : { folder }) });
      else {
        for (const flow of report.flows) await out.write(describe(flow, outStyle));
        const more = report.files.length === 0 ? '' : ` and ${formatCount(report.files.length, 'file')}`;
        const where = folder === undefined ? 'in the pack' : `unpacked to ${dir}`;
        await out.write(`${formatCount(report.flows.length, 'flow')}${more} ${where}\n`);
      }
    } finally {
      pack.close();
    }
    return EXIT.succeeded;
  },
});

function missingFolder(): UserError {
  return new UserError('"flowbench unpack" needs DIR: the folder to unpack to.', {
    code: 'USAGE',
    hint: 'Name a folder that does not exist yet, or only look with --report.',
  });
}

function describe({ path, name, problems, report }: PackReport['flows'][number], style: Style): string {
  const rows: (readonly [string, readonly string[]])[] = [
    ['problems', problems],
    ['hosts', report.hosts],
    ['files', report.files.map((touched) => `${touched.path} (${touched.access})`)],
    ['code', report.code],
    ['needs trust', report.powerful.map(({ node, type }) => `${node} (${type})`)],
    ['connections', report.connections.map(({ slot, type }) => `${slot} (${type})`)],
    ['not known', report.unknownTypes.map(({ node, type }) => `${node} (${type})`)],
    ['starts itself', report.triggers.map(({ node, type }) => `${node} (${type})`)],
  ];
  const lines = rows
    .filter(([, values]) => values.length > 0)
    .map(([what, values]) => `  ${what.padEnd(13)}  ${plain(values.join(', '))}\n`);
  return `${style('bold', plain(name))} ${plain(path)}\n${lines.join('')}`;
}

/** A stranger's text must not steer the terminal. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}
