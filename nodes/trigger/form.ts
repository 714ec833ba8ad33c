import { z } from 'zod';
import { defineNode, field } from '#contract/node';

const input = z.object({
  name: field
    .text('Name', { help: 'The field of the item.' })
    .regex(/^[A-Za-z][\w-]*$/, 'may hold letters, digits, - and _, and begins with a letter'),
  label: field.text('Label', { help: 'What the page calls it.' }).min(1),
  type: field
    .choice('Type', ['text', 'multiline', 'email', 'number', 'date', 'choice', 'checkbox', 'file'], {
      help: 'What can be filled in.',
    })
    .default('text'),
  required: field.toggle('Required', { help: 'Whether it must be filled in.' }).default(true),
  options: field.names('Options', { help: 'What can be chosen.', showIf: { type: ['choice'] } }).optional(),
  help: field.text('Help', { help: 'A sentence below the field.' }).optional(),
});

export const form = defineNode({
  type: 'trigger.form',
  version: 1,
  title: 'Form page',
  summary: 'Starts the flow when somebody fills in a form in the browser.',
  group: 'trigger',
  icon: 'clipboard-list',
  docs: `The page is at an address of its own once the flow is active; who knows the address can fill it in.
The item has the fields as they were filled in (numbers as numbers, ticks as true or false) and \`submittedAt\`; files come
beside it under the names of their fields. A form that is sent twice starts one run. See [the guide](guides/webhooks.md#form-pages).`,
  params: z.object({
    title: field.text('Title', { help: 'The heading of the page.' }).min(1).default('Form'),
    intro: field
      .text('Introduction', { editor: 'multiline', help: 'What stands above the fields.' })
      .optional(),
    fields: field.list('Fields', input, { help: 'What is to be filled in.' }).min(1),
    submit: field.text('Button', { help: 'What the button says.' }).min(1).default('Send'),
    thanks: field
      .text('Thanks', { editor: 'multiline', help: 'What the page says afterwards.' })
      .min(1)
      .default('Thank you. It has been sent.'),
    maxSize: field
      .count('Largest upload', 1, { unit: 'MB', help: 'Larger ones are refused.' })
      .max(100)
      .default(10),
    allow: field
      .names('Allowed addresses', {
        placeholder: '192.168.0.0/16',
        help: 'Addresses and networks that may see the page; by default all.',
      })
      .optional(),
  }),
  replay: 'pure',
  effects: 'none',
  arm({ params, takeCalls }) {
    const { title, intro, fields, submit, thanks, maxSize, allow } = params;
    return takeCalls({
      path: '',
      method: 'POST',
      respond: 'received',
      deadline: '30s',
      authHeader: 'x-api-key',
      maxSize,
      per: '1m',
      allow,
      form: { title, intro, fields, submit, thanks },
    });
  },
  examples: [
    {
      title: 'An order by hand',
      params: {
        title: 'Order',
        fields: [
          { name: 'customer', label: 'Customer' },
          { name: 'count', label: 'How many', type: 'number' },
          { name: 'express', label: 'Express', type: 'checkbox', required: false },
        ],
      },
      output: {
        out: [{ customer: '', count: null, express: false, submittedAt: '2026-01-05T07:00:00.000Z' }],
      },
    },
  ],
  sample({ fields }, now) {
    const values = fields
      .filter(({ type }) => type !== 'file')
      .map(({ name, type }) => [name, type === 'number' ? null : type === 'checkbox' ? false : '']);
    return [{ json: { ...Object.fromEntries(values), submittedAt: new Date(now).toISOString() } }];
  },
});
