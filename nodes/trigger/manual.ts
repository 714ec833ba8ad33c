import { z } from 'zod';
import { defineNode, field } from '#contract/node';

export const manual = defineNode({
  type: 'trigger.manual',
  version: 1,
  title: 'Manual start',
  summary: 'Starts the flow when you press Run.',
  group: 'trigger',
  icon: 'mouse-pointer-click',
  docs: 'A start with its own input, for example from the command line, uses that instead of the sample items.',
  params: z.object({
    items: field
      .list('Sample items', z.record(z.string(), z.unknown()), {
        editor: 'json',
        help: 'What the flow starts with when nothing else is given; without any, one empty item.',
      })
      .optional(),
  }),
  replay: 'pure',
  effects: 'none',
  startedBy: 'others',
  examples: [
    { title: 'One empty item', params: {}, output: { out: [{}] } },
    {
      title: 'Sample items',
      params: { items: [{ id: 1 }, { id: 2 }] },
      output: { out: [{ id: 1 }, { id: 2 }] },
    },
  ],
  sample({ items }) {
    return items?.length ? items.map((json) => ({ json })) : [{ json: {} }];
  },
});
