import { z } from 'zod';
import { defineNode, field } from '#contract/node';

const input = z.object({
  name: field.text('Name', { help: 'The field of the item.' }).min(1),
  type: field
    .choice('Type', ['any', 'text', 'number', 'boolean', 'list', 'object'], {
      help: 'What kind of value it is.',
    })
    .default('any'),
  required: field.toggle('Required', { help: 'Whether a call must give it.' }).default(false),
  default: field.value('Default', { help: 'What it is when a call does not give it.' }).optional(),
});

export const flow = defineNode({
  type: 'trigger.flow',
  version: 1,
  title: 'Called by a flow',
  summary: 'Starts the flow when a Call flow node of another one says so.',
  group: 'trigger',
  icon: 'log-in',
  docs: 'The items are those of the calling node. Fields describe what the flow expects of each of them.',
  params: z.object({
    fields: field.list('Fields', input, { help: 'What the caller has to give.' }).optional(),
  }),
  replay: 'pure',
  effects: 'none',
  startedBy: 'others',
  examples: [
    {
      title: 'Two inputs, one with a default',
      params: {
        fields: [
          { name: 'customer', type: 'text', required: true },
          { name: 'currency', type: 'text', default: 'EUR' },
        ],
      },
      output: { out: [{ currency: 'EUR' }] },
    },
  ],
  sample({ fields = [] }) {
    const given = fields.filter((input) => input.default !== undefined);
    return [{ json: Object.fromEntries(given.map((input) => [input.name, input.default])) }];
  },
});
