import { IANAZone } from 'luxon';
import { z } from 'zod';
import { parseDuration } from '#contract/flow';
import { defineNode, field } from '#contract/node';
import { armSchedule } from './arm-schedule.ts';
import { calendarProblem, cronProblem, timesOf } from './schedule-times.ts';

/** Characters of a rule; a longer one would be many rules. */
const LONGEST = 300;

export const schedule = defineNode({
  type: 'trigger.schedule',
  version: 1,
  title: 'Schedule',
  summary: 'Starts the flow at set times.',
  group: 'trigger',
  icon: 'calendar-clock',
  docs: `Either a cron expression (\`0 7 * * 1\` is every Monday at 7), a rule in words (\`every monday at 7:00\`) or an interval.
The item says when the run was due (\`scheduledFor\`) and when it started (\`firedAt\`), both ISO 8601 in UTC.
**Missed** runs are those due while the machine slept or Flowbench was closed, but not while the flow was inactive.
When the clock is put forward, a time of day it jumps over comes right after the jump; when it is put back, a time of
day it shows twice counts once. An interval begins when the flow is activated and is always of one length.`,
  params: z
    .object({
      cron: field
        .text('Cron', {
          editor: 'cron',
          literal: true,
          placeholder: '0 7 * * 1',
          help: 'Minute, hour, day, month, day of the week; seconds may stand before them.',
        })
        .max(LONGEST)
        .superRefine((cron, { addIssue }) => {
          const problem = cronProblem(cron);
          if (problem !== undefined) addIssue(`is not a cron expression: ${problem}`);
        })
        .optional(),
      calendar: field
        .text('Calendar', {
          literal: true,
          placeholder: 'every weekday at 7:30',
          help: 'The days and times in words, such as "on the last friday of march and june at 18:00".',
        })
        .max(LONGEST)
        .superRefine((rule, { addIssue }) => {
          const problem = calendarProblem(rule);
          if (problem !== undefined) addIssue(`is not understood: ${problem}`);
        })
        .optional(),
      every: field
        .duration('Every', { placeholder: '15m', help: 'The time from one start to the next.' })
        .refine(isInterval, 'must be from 50ms to 3650d')
        .optional(),
      timezone: field
        .text('Time zone', {
          literal: true,
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
    .refine(
      ({ cron, calendar, every }) =>
        [cron, calendar, every].filter((rule) => rule !== undefined).length === 1,
      { message: 'needs either "cron", "calendar" or "every"', path: ['cron'] },
    ),
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
  nextTimes: ({ timezone, ...rule }, about) => {
    const { after, count } = about;
    const times = timesOf({ ...rule, timezone: timezone ?? about.timezone, since: after });
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

/** Shorter ones would do nothing but start runs, longer ones lead out of the calendar. */
function isInterval(every: string): boolean {
  const length = parseDuration(every) ?? 0;
  return length >= 50 && length <= 3650 * 86_400_000;
}
