import { z } from 'zod';
import { defineNode } from '#contract/node';

export const activate = defineNode({
  type: 'trigger.activate',
  version: 1,
  title: 'On activation',
  summary: 'Starts the flow when it is activated.',
  group: 'trigger',
  icon: 'power',
  docs: `A run of it belongs to the activation: when it fails, the flow is not active and nothing of it is armed. Use it to
register at the other side, such as a webhook's address.
Activating a flow again that has been changed runs this again. The item is \`{ at }\`, the time in ISO 8601, UTC.`,
  params: z.object({}),
  replay: 'pure',
  effects: 'none',
  startedBy: 'activation',
  examples: [{ title: 'The time', params: {}, output: { out: [{ at: '2026-01-05T07:00:00.000Z' }] } }],
  sample(_, now) {
    return [{ json: { at: new Date(now).toISOString() } }];
  },
});
