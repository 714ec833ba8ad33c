import { UserError } from '#contract/error';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { writeJson } from '../../output/write-json.ts';
import { engineDir, engineOption, eventArgument } from './options.ts';

export const replay = defineCommand({
  name: 'events replay',
  summary: 'Takes a call in once more and starts a run for it.',
  details:
    'The flow must be active. A call in quarantine did not prove where it comes from: it is replayed\n' +
    'only with --genuine, your word that you know who sent it.',
  arguments: [eventArgument],
  options: {
    'data-dir': engineOption,
    genuine: { type: 'boolean', help: 'also replays what was quarantined or repeated' },
    json: { type: 'boolean', help: 'prints one JSON object { event } and nothing else' },
  },
  examples: ['events replay evt_019a1c7e5b2d0000…'],
  async run({ arguments: [id = ''], options }, { out, env }) {
    const { readEvent, replayEvent } = await import('../../active/event-calls.ts');
    const dataDir = engineDir(options['data-dir'], env);
    const { state, reason } = await readEvent(dataDir, id);
    if ((state === 'quarantined' || state === 'repeated') && !options.genuine) {
      throw new UserError(`The event is ${state}: ${reason ?? 'it started nothing'}`, {
        code: 'NOT_GENUINE',
        hint: 'If you know who sent it, say so with --genuine.',
      });
    }
    const event = await replayEvent(dataDir, id);
    if (options.json) await writeJson(out, { event });
    else await out.write(`Replayed as ${event}.\n`);
    return EXIT.succeeded;
  },
});
