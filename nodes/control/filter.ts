import { z } from 'zod';
import { defineNode, field, isTrue } from '#contract/node';

export const filter = defineNode({
  type: 'control.filter',
  version: 1,
  title: 'Filter',
  summary: 'Lets only the items through that meet a condition.',
  group: 'control',
  icon: 'funnel',
  docs: 'The others leave by **dropped**, which may stay unconnected.',
  params: z.object({
    test: field.condition('Keep items where', {
      placeholder: "{{ $json.status === 'paid' }}",
      help: 'Checked for each item; those for which it is true go on.',
    }),
  }),
  outputs: ['out', 'dropped'],
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Paid orders',
      params: { test: "{{ $json.status === 'paid' }}" },
      input: [{ status: 'paid' }, { status: 'open' }],
      output: { out: [{ status: 'paid' }], dropped: [{ status: 'open' }] },
    },
  ],
  run(item, { params }) {
    return isTrue(params.test) ? item : { dropped: [item] };
  },
});
