import type { InboxState } from '#contract/api';
import { UserError } from '#contract/error';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { formatTable } from '../../output/table.ts';
import { writeJson } from '../../output/write-json.ts';
import { engineDir, engineOption } from './options.ts';

const STATES: readonly InboxState[] = ['received', 'started', 'repeated', 'quarantined', 'dead'];
/** Events that one answer brings at most. */
const MOST = 200;

export const list = defineCommand({
  name: 'events list',
  summary: 'Lists the latest calls that webhooks received.',
  arguments: [],
  options: {
    'data-dir': engineOption,
    flow: { type: 'string', value: 'FLOW', help: 'only those of this flow, by its path in the workspace' },
    state: { type: 'string', value: 'STATE,…', help: `only those in these states: ${STATES.join(', ')}` },
    search: { type: 'string', value: 'TEXT', help: 'only those with this text in address, headers or body' },
    limit: { type: 'string', value: 'N', help: `how many at most, up to ${MOST}; default 50` },
    before: { type: 'string', value: 'EVENT', help: 'only those before this one' },
    json: { type: 'boolean', help: 'prints one JSON object { events: […], more } and nothing else' },
  },
  examples: ['events list', 'events list --state quarantined,dead --json'],
  async run({ options }, { out, outStyle, err, env }) {
    const { flow, search, before } = options;
    const query = {
      ...(flow === undefined ? {} : { flow }),
      ...(search === undefined ? {} : { search }),
      ...(before === undefined ? {} : { before }),
      ...(options.state === undefined ? {} : { state: parseStates(options.state) }),
      limit: parseLimit(options.limit),
    };
    // Only now: other commands start without the libraries of a client.
    const { withEngine } = await import('../../active/connect-engine.ts');
    const found = await withEngine(engineDir(options['data-dir'], env), (engine) =>
      engine.events.list(query),
    );
    if (options.json) await writeJson(out, found);
    else if (found.events.length === 0) await err.write('No such event.\n');
    else {
      const rows = found.events.map(({ event, state, receivedAt, flow: path, node, method, reason }) => ({
        event,
        state,
        received: new Date(receivedAt).toLocaleString('sv'),
        flow: path ?? '',
        node,
        method,
        reason: reason ?? '',
      }));
      const header = (text: string): string => outStyle('dim', text);
      const table = formatTable(rows, { width: out.width, maxRows: MOST, header });
      await out.write(`${table.join('\n')}\n`);
      if (found.more) await err.write(`There are more: --before ${found.events.at(-1)?.event}\n`);
    }
    return EXIT.succeeded;
  },
});

function parseStates(text: string): InboxState[] {
  return text.split(',').map((word) => {
    const state = STATES.find((each) => each === word.trim());
    if (state) return state;
    throw new UserError(`There is no state "${word.trim()}" of an event.`, {
      code: 'USAGE',
      hint: `The states are ${STATES.join(', ')}.`,
    });
  });
}

function parseLimit(text = '50'): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) return limit;
  throw new UserError(`--limit ${text} is not a number of events.`, {
    code: 'USAGE',
    hint: `Give one from 1 to ${MOST}.`,
  });
}
