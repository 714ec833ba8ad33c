import { z } from 'zod';
import { defineNode } from '#contract/node';

export const deactivate = defineNode({
  type: 'trigger.deactivate',
  version: 1,
  title: 'On deactivation',
  summary: 'Starts the flow when it is deactivated.',
  group: 'trigger',
  icon: 'power-off',
  docs: `The flow no longer starts runs by then. When a run of it fails, the flow is inactive all the same, and says so.
Use it to take back what was registered on activation.
Activating a flow again that has been changed deactivates the earlier content first. The item is \`{ at }\`, the time in ISO 8601, UTC.`,
  params: z.object({}),
  replay: 'pure',
  effects: 'none',
  startedBy: 'deactivation',
  examples: [{ title: 'The time', params: {}, output: { out: [{ at: '2026-01-05T07:00:00.000Z' }] } }],
  sample(_, now) {
    return [{ json: { at: new Date(now).toISOString() } }];
  },
});
