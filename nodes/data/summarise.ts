import { z } from 'zod';
import { defineNode, field, type Item, type JsonObject } from '#contract/node';
import { getPath, keyOfAll, lastPart, setField } from '../values/index.ts';
import { newTally, OPERATIONS, type Tally } from './tally.ts';

const figure = z
  .object({
    field: field.text('Field', { help: 'The field to compute from; empty counts items.' }).default(''),
    op: field.choice('Operation', OPERATIONS, { help: 'What to compute.' }).default('sum'),
    as: field
      .text('Name', { help: 'The field that gets the result; by default like "sum_total".' })
      .optional(),
  })
  .refine(({ op, field }) => op === 'count' || field !== '', {
    message: 'needs the name of a field',
    path: ['field'],
  });

type Figure = z.output<typeof figure>;

interface Group {
  values: readonly unknown[];
  tallies: readonly Tally[];
}

export const summarise = defineNode({
  type: 'data.summarise',
  version: 1,
  title: 'Summarise',
  summary: 'Computes sums, counts, averages and the like, per group.',
  group: 'data',
  icon: 'sigma',
  docs: `One item per group, in the order in which the groups first appear; without groups, one item in all.
Empty values are left out; text written as a number counts as one. **sum** and **mean** refuse any other text.
**count** counts items, or with a field those in which it is not empty.
Without input there are no groups; without grouping the one item then says 0, nothing or an empty list.`,
  params: z.object({
    groupBy: field
      .names('Group by', { help: 'One result per combination of these fields; none for one result.' })
      .default([]),
    values: field.list('Compute', figure, { help: 'What to compute for each group.' }).default([]),
  }),
  replay: 'pure',
  effects: 'none',
  runOnEmpty: true,
  examples: [
    {
      title: 'Turnover per country',
      params: {
        groupBy: ['country'],
        values: [
          { field: 'total', op: 'sum', as: 'turnover' },
          { op: 'count', as: 'orders' },
        ],
      },
      input: [
        { country: 'FR', total: 10 },
        { country: 'UK', total: '2.5' },
        { country: 'FR', total: 5 },
      ],
      output: {
        out: [
          { country: 'FR', turnover: 15, orders: 2 },
          { country: 'UK', turnover: 2.5, orders: 1 },
        ],
      },
    },
    {
      title: 'Nothing came in',
      params: {
        values: [
          { field: 'total', op: 'sum' },
          { field: 'total', op: 'max' },
          { field: 'sku', op: 'unique' },
        ],
      },
      input: [],
      output: { out: [{ sum_total: 0, max_total: null, unique_sku: [] }] },
    },
  ],
  async *runStream(chunks, { params }) {
    const { groupBy, values } = params;
    const groups = new Map<string, Group>();
    if (groupBy.length === 0) groups.set('', newGroup([], values));
    let index = 0;
    for await (const chunk of chunks) {
      for (const item of chunk) addToGroup(groups, item, index++, groupBy, values);
    }
    yield [...groups.values()].map((group) => ({ json: rowOf(group, groupBy, values) }));
  },
});

function newGroup(values: readonly unknown[], figures: readonly Figure[]): Group {
  return { values, tallies: figures.map(({ op, field }) => newTally(op, field)) };
}

function addToGroup(
  groups: Map<string, Group>,
  item: Item,
  index: number,
  groupBy: readonly string[],
  figures: readonly Figure[],
): void {
  const values = groupBy.map((name) => getPath(item.json, name));
  const key = values.length === 0 ? '' : keyOfAll(values);
  let group = groups.get(key);
  if (!group) {
    group = newGroup(values, figures);
    groups.set(key, group);
  }
  for (const [at, { field }] of figures.entries()) {
    group.tallies[at]?.add(field === '' ? item.json : getPath(item.json, field), index);
  }
}

function rowOf(group: Group, groupBy: readonly string[], figures: readonly Figure[]): JsonObject {
  const json: JsonObject = {};
  for (const [at, name] of groupBy.entries()) setField(json, name, group.values[at]);
  for (const [at, { field, op, as }] of figures.entries()) {
    const name = as || (field === '' ? op : `${op}_${lastPart(field)}`);
    setField(json, name, group.tallies[at]?.result());
  }
  return json;
}
