import { IANAZone } from 'luxon';
import { z } from 'zod';
import { defineNode, field } from '#contract/node';
import { armSchedule } from './arm-schedule.ts';
import { cronProblem, timesOf } from './schedule-times.ts';

export const schedule = defineNode({
  type: 'trigger.schedule',
  version: 1,
  title: 'Schedule',
  summary: 'Starts the flow at set times.',
  group: 'trigger',
  icon: 'calendar-clock',
  docs: `Either a cron expression (\`0 7 * * 1\` is every Monday at 7) or an interval.
The item says when the run was due (\`scheduledFor\`) and when it started (\`firedAt\`), both ISO 8601 in UTC.
**Missed** runs are those due while the machine slept or Flowbench was closed, but not while the flow was inactive.
When the clock is put forward, a time of day it jumps over comes right after the jump; when it is put back, a time of
day it shows twice counts once. An interval begins when the flow is activated and is always of one length.`,
  params: z
    .object({
      cron: field
        .text('Cron', {
          editor: 'cron',
          placeholder: '0 7 * * 1',
          help: 'Minute, hour, day, month, day of the week; seconds may stand before them.',
        })
        .superRefine((cron, { addIssue }) => {
          const problem = cronProblem(cron);
          if (problem !== undefined) addIssue(`is not a cron expression: ${problem}`);
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
        .refine((zone) => IANAZone.isValidZone(zone), 'is not a time zone, for example Europe/Berlin')
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
  arm: armSchedule,
  nextTimes: ({ cron, every, timezone }, about) => {
    const { after, count } = about;
    const times = timesOf({ cron, every, timezone: timezone ?? about.timezone, since: after });
    const found: number[] = [];
    for (let next = times.after(after); next !== undefined && found.length < count; next = times.after(next))
      found.push(next);
    return found;
  },
  sample(_, now) {
    const time = new Date(now).toISOString();
    return [{ json: { firedAt: time, scheduledFor: time } }];
  },
});
