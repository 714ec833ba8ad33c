import { z } from 'zod';
import { defineNode, field, type Item, isTrue } from '#contract/node';

/** Ports that a case cannot be called: what matches no case, and what failed. */
const RESERVED: readonly string[] = ['otherwise', 'error'];

const switchCase = z.object({
  name: field.text('Name', { literal: true, placeholder: 'large', help: 'The output port of the case.' }),
  test: field.condition('Condition', {
    placeholder: '{{ $json.total > 100 }}',
    help: 'Which items belong to the case.',
  }),
});

const cases = field
  .list('Cases', switchCase, { help: 'Each case has a condition and a port of its own.' })
  .superRefine((list, ctx) => {
    for (const [index, { name }] of list.entries()) {
      const problem = problemWith(name, list.slice(0, index));
      if (problem) ctx.addIssue({ code: 'custom', message: problem, path: [index, 'name'] });
    }
  });

function problemWith(name: string, earlier: readonly { name: string }[]): string | undefined {
  if (name.trim() === '') return 'a case needs a name';
  if (name !== name.trim() || name.includes('->') || name === '__proto__') {
    return `a case cannot be called "${name}": edges could not name its port; choose another name`;
  }
  if (RESERVED.includes(name))
    return `a case cannot be called "${name}": that port is taken; choose another name`;
  if (earlier.some((other) => other.name === name)) return `there are two cases called "${name}"; rename one`;
  return undefined;
}

export const switchNode = defineNode({
  type: 'control.switch',
  version: 1,
  title: 'Switch',
  summary: 'Sends each item to the case it belongs to.',
  group: 'control',
  icon: 'signpost',
  docs: 'Items that belong to no case leave by **otherwise**.',
  params: z.object({
    cases,
    match: field
      .choice('Match', ['first', 'all'], {
        help: 'Whether an item goes to the first case that fits, or to all that do.',
      })
      .default('first'),
  }),
  outputs: ({ cases }) => [...cases.map(({ name }) => name), 'otherwise'],
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'By country',
      params: {
        cases: [
          { name: 'domestic', test: "{{ $json.country === 'DE' }}" },
          { name: 'europe', test: "{{ ['FR', 'IT', 'DE'].includes($json.country) }}" },
        ],
      },
      input: [{ country: 'DE' }, { country: 'FR' }, { country: 'US' }],
      output: { domestic: [{ country: 'DE' }], europe: [{ country: 'FR' }], otherwise: [{ country: 'US' }] },
    },
    {
      title: 'Every case that fits',
      params: {
        match: 'all',
        cases: [
          { name: 'large', test: '{{ $json.total > 100 }}' },
          { name: 'urgent', test: '{{ $json.urgent }}' },
        ],
      },
      input: [{ total: 500, urgent: true }],
      output: { large: [{ total: 500, urgent: true }], urgent: [{ total: 500, urgent: true }] },
    },
  ],
  run(item, { params }) {
    const { cases, match } = params;
    if (match === 'first') return { [cases.find(({ test }) => isTrue(test))?.name ?? 'otherwise']: [item] };
    const matching = cases.filter(({ test }) => isTrue(test));
    if (matching.length === 0) return { otherwise: [item] };
    return Object.fromEntries(matching.map(({ name }): [string, Item[]] => [name, [item]]));
  },
});
