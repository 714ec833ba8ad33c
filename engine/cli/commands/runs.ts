import { listRuns } from '#engine/host';
import { defineCommand } from '../command.ts';
import { dataDirOption, requireDataDir } from '../data-dir.ts';
import { EXIT } from '../exit-codes.ts';
import { formatDuration } from '../output/duration.ts';
import { formatTable } from '../output/table.ts';
import { writeJson } from '../output/write-json.ts';

export const runs = defineCommand({
  name: 'runs',
  summary: 'Lists the runs in a data directory, the latest first.',
  arguments: [],
  options: {
    'data-dir': dataDirOption,
    json: { type: 'boolean', help: 'prints one JSON object { runs: […] } and nothing else' },
  },
  examples: ['runs --data-dir ~/.flowbench'],
  async run({ options }, { out, outStyle, err, env }) {
    const found = listRuns(requireDataDir(options['data-dir'], env)).toSorted(
      (a, b) => b.startedAt - a.startedAt,
    );
    if (options.json) await writeJson(out, { runs: found });
    else if (found.length === 0) await err.write('No runs here yet.\n');
    else {
      const rows = found.map(({ run, flow, status, startedAt, finishedAt, error }) => ({
        run,
        flow,
        status,
        started: new Date(startedAt).toLocaleString('sv'),
        took: finishedAt === undefined ? '' : formatDuration(finishedAt - startedAt),
        error: error?.message ?? '',
      }));
      const table = formatTable(rows, {
        width: out.width,
        maxRows: 100,
        header: (text) => outStyle('dim', text),
      });
      await out.write(`${table.join('\n')}\n`);
    }
    return EXIT.succeeded;
  },
});
