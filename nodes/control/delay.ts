import { DateTime } from 'luxon';
import { z } from 'zod';
import { UserError } from '#contract/error';
import { parseDuration } from '#contract/flow';
import { defineNode, field } from '#contract/node';

export const delay = defineNode({
  type: 'control.delay',
  version: 1,
  title: 'Delay',
  summary: 'Waits for some time, or until a time, before going on.',
  group: 'control',
  icon: 'timer',
  docs: `The wait survives a restart. A time without an offset counts in the time zone of the flow;
a time that has passed does not wait.`,
  params: z
    .object({
      for: field.duration('For', { placeholder: '10m', help: 'How long to wait.' }).optional(),
      until: field
        .value('Until', {
          placeholder: '2026-01-31T09:00',
          help: 'The time to go on: ISO 8601, or milliseconds since 1970.',
        })
        .optional(),
    })
    .refine((params) => (params.for === undefined) !== (params.until === undefined), {
      message: 'needs either "for" or "until"',
      path: ['for'],
    }),
  replay: 'pure',
  effects: 'none',
  examples: [
    { title: 'Five seconds', params: { for: '5s' }, input: [{ id: 1 }], output: { out: [{ id: 1 }] } },
    {
      title: 'Until the time in the item',
      params: { until: '{{ $json.due }}' },
      input: [{ due: '2026-01-31T09:00' }],
      output: { out: [{ due: '2026-01-31T09:00' }] },
    },
  ],
  direct(_, { params, now, timezone }) {
    const duration = params.for === undefined ? undefined : parseDuration(params.for);
    return { do: 'wait', until: duration === undefined ? timeOf(params.until, timezone) : now + duration };
  },
});

function timeOf(value: unknown, zone: string): number {
  const time = typeof value === 'number' ? value : DateTime.fromISO(String(value), { zone }).toMillis();
  if (Number.isFinite(time)) return time;
  throw new UserError(`"until" of the delay is ${JSON.stringify(value)}, which is not a time`, {
    code: 'TIME',
    hint: 'Write it like 2026-01-31T09:00, with an offset if it is not in the time zone of the flow.',
  });
}
