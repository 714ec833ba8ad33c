import { z } from 'zod';
import { UserError } from '#contract/error';
import { defineNode, field } from '#contract/node';

export const respond = defineNode({
  type: 'control.respond',
  version: 1,
  title: 'Respond',
  summary: 'Answers the caller that started the flow; the flow goes on.',
  group: 'control',
  icon: 'reply',
  docs: `The caller must be waiting for it: set **Answer** of the Webhook trigger to "node". Only the first answer counts.
Without a body, the data of the first item is the answer. The items pass through.`,
  params: z.object({
    status: field.count('Status', 200, { help: 'The HTTP status, from 200 to 599.' }).max(599).default(200),
    headers: field.keyValue('Headers', { help: 'HTTP headers of the answer.' }).optional(),
    body: field.value('Body', { help: 'The answer: text as it is, anything else as JSON.' }).optional(),
  }),
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Created',
      params: {
        status: 201,
        headers: { location: '/orders/{{ $json.id }}' },
        body: { id: '{{ $json.id }}' },
      },
      input: [{ id: 7 }],
      output: { out: [{ id: 7 }] },
    },
  ],
  direct(items, { params }) {
    const { status, headers = {}, body = items[0]?.json ?? null } = params;
    return { do: 'respond', response: { status, headers: checked(headers), body } };
  },
});

const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
/** Tabs, spaces, visible ASCII and Latin-1; line breaks would smuggle in headers. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

function checked(headers: Record<string, unknown>): Record<string, string> {
  const given = Object.entries(headers).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), headerText(name, value)]));
}

function headerText(name: string, value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  if (NAME.test(name) && VALUE.test(text) && (typeof value !== 'object' || Array.isArray(value))) return text;
  throw new UserError(`The header ${JSON.stringify(name)} of the answer cannot be sent`, {
    code: 'HEADER',
    hint: 'Names are letters, digits and dashes; values are text on one line.',
  });
}
