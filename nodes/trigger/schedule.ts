import { z } from 'zod';
import { defineNode, field } from '#contract/node';

export const schedule = defineNode({
  type: 'trigger.schedule',
  version: 1,
  title: 'Schedule',
  summary: 'Starts the flow at set times.',
  group: 'trigger',
  icon: 'calendar-clock',
  docs: `Either a cron expression (\`0 7 * * 1\` is every Monday at 7) or an interval.
The item says when the run was due (\`scheduledFor\`) and when it started (\`firedAt\`), both ISO 8601 in UTC.
**Missed** runs are those due while the machine slept or Flowbench was closed.

**Not yet**: its clock does not run today. Runs of it are started by hand, and count as due now.`,
  params: z
    .object({
      cron: field
        .text('Cron', {
          editor: 'cron',
          placeholder: '0 7 * * 1',
          help: 'Minute, hour, day, month, day of the week.',
        })
        .optional(),
      every: field
        .duration('Every', { placeholder: '15m', help: 'The time from one start to the next.' })
        .optional(),
      timezone: field
        .text('Time zone', {
          placeholder: 'Europe/Berlin',
          help: "What the times of day mean; by default the flow's.",
        })
        .optional(),
      missed: field
        .choice('Missed runs', ['skip', 'once', 'all'], {
          help: 'Whether runs that were missed are made up for: not at all, by one run, or each.',
        })
        .default('once'),
    })
    .refine(({ cron, every }) => (cron === undefined) !== (every === undefined), {
      message: 'needs either "cron" or "every"',
      path: ['cron'],
    }),
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Every Monday at 7',
      params: { cron: '0 7 * * 1', timezone: 'Europe/Berlin' },
      output: { out: [{ firedAt: '2026-01-05T07:00:00.000Z', scheduledFor: '2026-01-05T07:00:00.000Z' }] },
    },
  ],
  sample(_, now) {
    const time = new Date(now).toISOString();
    return [{ json: { firedAt: time, scheduledFor: time } }];
  },
});
