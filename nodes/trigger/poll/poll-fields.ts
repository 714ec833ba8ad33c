import type { z } from 'zod';
import { parseDuration } from '#contract/flow';
import { field } from '#contract/node';
import { QUICKEST } from './arm-poll.ts';

/** How often a poll looks. */
export const paceFields = {
  every: field
    .duration('Every', { placeholder: '5m', help: 'The time from one look to the next.' })
    .refine((every) => (parseDuration(every) ?? 0) >= QUICKEST, 'is at least 1s')
    .default('5m'),
  slowest: field
    .duration('At the slowest', {
      placeholder: '1h',
      help: 'While nothing is new it looks less and less often, up to this; not set: always at the same pace.',
    })
    .optional(),
  first: field
    .choice('First look', ['new', 'all'], {
      help: 'What there is when the flow is activated: only what comes later starts runs, or everything does.',
    })
    .default('new'),
  runs: field
    .choice('Runs', ['together', 'each'], {
      help: 'One run for all that is new at a look (1,000 items at the most), or one for each item.',
    })
    .default('together'),
};

/** How a poll tells what is new. */
export const detectFields = {
  detect: field.choice('New is', ['modified', 'id', 'all'], {
    help: 'What has a later modified time, what has a higher id, or what was not there (or has changed) when everything is compared.',
  }),
  field: field
    .text('Field', {
      placeholder: 'updatedAt',
      help: 'The field that goes up: the time of the last change, or the id.',
      showIf: { detect: ['modified', 'id'] },
    })
    .optional(),
  key: field
    .text('Key', { placeholder: 'id', help: 'The field that tells items apart. Empty: their whole content.' })
    .optional(),
  changes: field
    .toggle('Changes count', {
      help: 'Also when the content of a known key has changed.',
      showIf: { detect: ['all'] },
    })
    .default(true),
};

/** Refuses a strategy without the field it needs. */
export function checkDetect(
  params: { detect: string; field?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (params.detect === 'all' || (params.field ?? '') !== '') return;
  context.addIssue({
    code: 'custom',
    path: ['field'],
    message: `is needed to tell what is new by ${params.detect === 'id' ? 'id' : 'modified time'}`,
  });
}
