import { listRuns } from '#engine/host';
import { defineCommand } from '../command.ts';
import { dataDirOption, requireDataDir } from '../data-dir.ts';
import { EXIT } from '../exit-codes.ts';
import { formatDuration } from '../output/duration.ts';
import { formatTable } from '../output/table.ts';
import { writeJson } from '../output/write-json.ts';

/** Runs shown; a data directory may hold very many. */
const MAX_RUNS = 100;

export const runs = defineCommand({
  name: 'runs',
  summary: 'Lists the latest runs in a data directory.',
  arguments: [],
  options: {
    'data-dir': dataDirOption,
    json: { type: 'boolean', help: 'prints one JSON object { runs: […] } and nothing else' },
  },
  examples: ['runs --data-dir ~/.flowbench'],
  async run({ options }, { out, outStyle, err, env }) {
    const found = listRuns(requireDataDir(options['data-dir'], env), MAX_RUNS);
    if (options.json) await writeJson(out, { runs: found });
    else if (found.length === 0) await err.write('No runs here yet.\n');
    else {
      const rows = found.map(({ id, flow, status, startedAt, finishedAt, error }) => ({
        run: id,
        flow: flow.name,
        status,
        started: new Date(startedAt).toLocaleString('sv'),
        took: finishedAt === undefined ? '' : formatDuration(finishedAt - startedAt),
        error: error ?? '',
      }));
      const table = formatTable(rows, {
        width: out.width,
        maxRows: MAX_RUNS,
        header: (text) => outStyle('dim', text),
      });
      await out.write(`${table.join('\n')}\n`);
    }
    return EXIT.succeeded;
  },
});
