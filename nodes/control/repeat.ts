import { z } from 'zod';
import { defineNode, field } from '#contract/node';

export const repeat = defineNode({
  type: 'control.repeat',
  version: 1,
  title: 'Repeat',
  summary: 'Runs the nodes inside again and again, until a condition is met.',
  group: 'control',
  icon: 'refresh-cw',
  docs: `What is wired to **collect** goes into the next round by port **each**, and out of **done** after the last one.
The condition sees it as \`$json\` and the count as \`$iteration.index\`. Without a condition it runs the maximum number of rounds.`,
  params: z
    .object({
      until: field
        .condition('Until', {
          deferred: true,
          placeholder: '{{ $json.done }}',
          help: 'Ends the loop once it is true.',
        })
        .optional(),
      while: field
        .condition('While', {
          deferred: true,
          placeholder: '{{ $json.next }}',
          help: 'Ends the loop once it is false.',
        })
        .optional(),
      check: field
        .choice('Check', ['after', 'before'], { help: 'After each round, or before it.' })
        .default('after'),
      max: field
        .count('Maximum', 1, { unit: 'rounds', help: 'After so many rounds the loop ends anyway.' })
        .default(100),
    })
    .refine((params) => params.until === undefined || params.while === undefined, {
      message: 'takes either "until" or "while", not both',
      path: ['while'],
    }),
  outputs: ['done'],
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Ask until it is ready',
      params: { until: "{{ $json.status === 'ready' }}", max: 20 },
      input: [{ status: 'ready' }],
      output: { done: [{ status: 'ready' }] },
    },
  ],
  container: 'repeat',
});
