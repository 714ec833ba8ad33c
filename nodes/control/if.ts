import { z } from 'zod';
import { defineNode, field, isTrue } from '#contract/node';

export const ifNode = defineNode({
  type: 'control.if',
  version: 1,
  title: 'If',
  summary: 'Sends each item one way or the other.',
  group: 'control',
  icon: 'split',
  docs: `Anything but \`false\`, \`0\`, nothing and empty text counts as true; the word "false" counts as false.`,
  params: z.object({
    test: field.condition('Condition', {
      placeholder: '{{ $json.total > 100 }}',
      help: 'Checked for each item: true and false each have a port.',
    }),
  }),
  outputs: ['true', 'false'],
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Large orders',
      params: { test: '{{ $json.total > 100 }}' },
      input: [{ total: 250 }, { total: 20 }],
      output: { true: [{ total: 250 }], false: [{ total: 20 }] },
    },
  ],
  run(item, { params }) {
    return isTrue(params.test) ? item : { false: [item] };
  },
});
