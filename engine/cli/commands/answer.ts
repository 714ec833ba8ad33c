import type { Item } from '#contract/node';
import { ANSWERS, Engine, toWaitAnswer } from '#engine/host';
import { catalogue } from '#nodes';
import { defineCommand } from '../command.ts';
import { dataDirOption, requireDataDir } from '../data-dir.ts';
import { followRun, reportRun } from '../finish-run.ts';
import { inputSource, readCsv, readInput } from '../input/index.ts';
import { passphraseFileOption } from '../vault/read-secret.ts';
import { vaultKeys } from '../vault/vault-keys.ts';

export const answer = defineCommand({
  name: 'answer',
  summary: 'Answers a step that waits, and goes on with its run.',
  details:
    `ANSWER is one of ${ANSWERS.join(', ')}. An approval is answered with approved or rejected, a wait\n` +
    'for a call with call. A step in doubt had begun when the run was killed, and must not be repeated\n' +
    'blindly: retry does it again, skip leaves it out, done says that it happened.',
  arguments: [
    { name: 'RUN', help: 'the id of the run, as "flowbench runs" lists it' },
    { name: 'STEP', help: 'the key of the waiting step, as "flowbench show RUN" tells it' },
    { name: 'ANSWER', help: ANSWERS.join(' | ') },
  ],
  options: {
    'data-dir': dataDirOption,
    'passphrase-file': passphraseFileOption,
    comment: { type: 'string', value: 'TEXT', help: 'a comment on an approval' },
    input: { type: 'string', value: 'FILE', help: 'what the call brings; "-" reads standard input' },
    json: { type: 'boolean', help: 'prints the object of "flowbench run --json" and nothing else' },
  },
  examples: [
    'answer run_7hq2m approve approved --comment "fine with me" --data-dir ~/.flowbench',
    'answer run_7hq2m orders/each[3]/post retry --data-dir ~/.flowbench',
  ],
  async run({ arguments: [id = '', step = '', word = ''], options }, terminal) {
    const json = options.json ?? false;
    const dataDir = requireDataDir(options['data-dir'], terminal.env);
    const items: Item[] = [];
    if (options.input !== undefined) {
      const source = inputSource(options.input, terminal.stdin);
      for await (const chunk of readInput(source, readCsv)) for (const item of chunk) items.push(item);
    }
    const about = {
      ...(options.comment === undefined ? {} : { comment: options.comment }),
      ...(options.input === undefined ? {} : { items }),
    };
    const given = toWaitAnswer(word, about);
    const engine = await Engine.open({
      dataDir,
      catalogue,
      credentials: vaultKeys(options['passphrase-file'], terminal),
    });
    try {
      const startedAt = performance.now();
      const handle = await engine.resume(id, { step, answer: given });
      const result = await followRun(handle, terminal, { quiet: json, durable: true });
      return await reportRun(result, handle.flowName, startedAt, terminal, json);
    } finally {
      await engine.close();
    }
  },
});
