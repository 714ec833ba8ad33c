import { Engine } from '#engine/host';
import { catalogue } from '#nodes';
import { defineCommand } from '../command.ts';
import { dataDirOption, requireDataDir } from '../data-dir.ts';
import { exitCodeOf, followRun, jsonOf, reportRun } from '../finish-run.ts';
import { writeJson } from '../output/write-json.ts';
import { passphraseFileOption } from '../vault/read-secret.ts';
import { vaultKeys } from '../vault/vault-keys.ts';

export const resume = defineCommand({
  name: 'resume',
  summary: 'Goes on with the runs that were not finished.',
  details:
    'Finished steps are not repeated; a half-done list goes on at its first item that is not done.\n' +
    'An effect that had begun when the run was killed is in doubt: see "flowbench show RUN".',
  arguments: [],
  options: {
    'data-dir': dataDirOption,
    'passphrase-file': passphraseFileOption,
    json: { type: 'boolean', help: 'prints one JSON object { runs: […] } and nothing else' },
  },
  examples: ['resume --data-dir ~/.flowbench'],
  async run({ options }, terminal) {
    const json = options.json ?? false;
    const dataDir = requireDataDir(options['data-dir'], terminal.env);
    const engine = await Engine.open({
      dataDir,
      catalogue,
      credentials: vaultKeys(options['passphrase-file'], terminal),
    });
    try {
      const startedAt = performance.now();
      const handles = await engine.resumeAll();
      const results = await Promise.all(
        handles.map((handle) => followRun(handle, terminal, { quiet: json, durable: true })),
      );
      if (json) await writeJson(terminal.out, { runs: results.map(jsonOf) });
      else if (handles.length === 0) await terminal.err.write('No unfinished runs.\n');
      else {
        for (const [at, result] of results.entries()) {
          await reportRun(result, handles[at]?.flowName ?? '', startedAt, terminal, false);
        }
      }
      return Math.max(0, ...worst(results.map(({ status }) => exitCodeOf(status))));
    } finally {
      await engine.close();
    }
  },
});

/** Failures tell more than waits. */
function worst(codes: readonly number[]): readonly number[] {
  return codes.includes(1) ? [1] : codes;
}
