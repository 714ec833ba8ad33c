import { z } from 'zod';
import { defineNode, field } from '#contract/node';
import { buildUrl, getPages, pagination, webConnections } from '#nodes/connect';
import { armPoll } from './arm-poll.ts';
import { checkDetect, detectFields, paceFields } from './poll-fields.ts';

export const httpPoll = defineNode({
  type: 'trigger.httpPoll',
  version: 1,
  title: 'Poll an API',
  summary: 'Looks at a web address again and again, and starts the flow for what is new.',
  group: 'trigger',
  icon: 'refresh-cw',
  docs: `Fetches a JSON list by GET and compares it with what it remembers. **New is** says how:

- **modified**: items with a later time in **Field** than any before. Two items of the same time are both found.
- **id**: items with a higher number (or text) in **Field**.
- **all**: items whose **Key** was not there the last time or, where **Changes count**, whose content has changed. For services that tell neither; up to 100,000 items.

**Since** names the query parameter that takes the highest value so far, so that the service sends less. What was found is remembered in the same moment in which its runs are begun: over a crash nothing is left out and nothing comes twice. The first look happens when the flow is activated.

A service that answers with an error is asked again, later each time; \`Retry-After\` is honoured.`,
  params: z
    .object({
      url: field.text('URL', { editor: 'url', placeholder: 'https://api.example.com/orders' }).min(1),
      query: field.keyValue('Query', { help: 'Added to the URL.' }).optional(),
      headers: field.keyValue('Headers').optional(),
      items: field
        .text('Items', {
          placeholder: 'data.items',
          help: 'Path to the list in the answer. Empty: the answer is the list.',
        })
        .optional(),
      ...detectFields,
      since: field
        .text('Since', {
          placeholder: 'updated_since',
          help: 'Query parameter that takes the highest value found so far.',
          showIf: { detect: ['modified', 'id'] },
        })
        .optional(),
      ...paceFields,
      pagination: pagination
        .omit({ items: true })
        .meta({ label: 'Pagination', help: 'Fetches page after page until there are no more.' })
        .optional(),
    })
    .superRefine(checkDetect),
  connection: webConnections,
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Orders that were changed',
      params: { url: 'https://api.example.com/orders', detect: 'modified', field: 'updatedAt', every: '5m' },
      output: { out: [{ id: '', updatedAt: '2026-01-05T07:00:00.000Z' }] },
    },
  ],
  arm(ctx) {
    const { url, query, headers, items, since, pagination, detect, field, key, changes } = ctx.params;
    const address = buildUrl(url, query);
    return armPoll(ctx, {
      is: `${address.href} ${items ?? ''}`,
      strategy: { detect, field, key, changes },
      async look({ mark }) {
        const at = new URL(address);
        if (since !== undefined && mark !== undefined) at.searchParams.set(since, String(mark));
        return { pages: getPages(ctx.http, { url: at, headers, items, pagination }, ctx.signal) };
      },
    });
  },
  sample({ detect, field, key }, now) {
    const rising = detect === 'id' ? 1 : new Date(now).toISOString();
    return [{ json: { [key ?? 'id']: '', ...(detect === 'all' ? {} : { [field ?? 'id']: rising }) } }];
  },
});
