import { z } from 'zod';
import { defineNode, field } from '#contract/node';

export const forEach = defineNode({
  type: 'control.forEach',
  version: 1,
  title: 'For each',
  summary: 'Runs the nodes inside once per item, or once per batch of items.',
  group: 'control',
  icon: 'repeat',
  docs: `Inside, port **each** gives the batch; what is wired to **collect** comes out of **done**, in the order of the input.
Failed iterations come out of **error** as \`{ error, item }\` when failures are collected.`,
  params: z.object({
    items: field
      .value('Items', {
        deferred: true,
        placeholder: '{{ $json.lines }}',
        help: 'A list to go through instead of the items that come in.',
      })
      .optional(),
    batchSize: field
      .count('Batch size', 1, { unit: 'items', help: 'How many items one iteration gets.' })
      .default(1),
    concurrency: field
      .count('At the same time', 1, { help: 'How many iterations may run at once.' })
      .default(1),
    onItemError: field
      .choice('When an iteration fails', ['stop', 'collect', 'skip'], {
        help: 'Fail the loop, go on and give the failures to the error port, or go on without a word.',
      })
      .default('stop'),
  }),
  outputs: ['done', 'error'],
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Batches of ten',
      params: { batchSize: 10 },
      input: [{ id: 1 }, { id: 2 }],
      output: { done: [{ id: 1 }, { id: 2 }] },
    },
  ],
  container: 'forEach',
});
