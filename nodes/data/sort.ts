import { z } from 'zod';
import { defineNode, field, type Item } from '#contract/node';
import { BLANK, compareKeys, getPath, type SortKey, sortKey } from '../values/index.ts';
import { RUN_LENGTH, sortInRuns } from './sort-in-runs.ts';

const criterion = z.object({
  field: field.text('Field', { help: 'The field to sort by; dots reach into objects.' }).min(1),
  order: field.choice('Order', ['asc', 'desc'], { help: 'Smallest or largest first.' }).default('asc'),
});

export const sort = defineNode({
  type: 'data.sort',
  version: 1,
  title: 'Sort',
  summary: 'Puts the items in order.',
  group: 'data',
  icon: 'arrow-down-a-z',
  docs: `Numbers, and text written as a number, come before other text; text sorts naturally ("file9" before "file10").
Items whose field is empty come last, in either order. Equal items keep their order.`,
  params: z.object({
    by: field
      .list('Sort by', criterion, { help: 'The first field decides; the next ones decide between equals.' })
      .min(1),
  }),
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'By country, the largest order first',
      params: { by: [{ field: 'country' }, { field: 'total', order: 'desc' }] },
      input: [
        { country: 'UK', total: 5 },
        { country: 'FR', total: '9.5' },
        { country: 'FR', total: 10 },
        { country: 'FR' },
      ],
      output: {
        out: [
          { country: 'FR', total: 10 },
          { country: 'FR', total: '9.5' },
          { country: 'FR' },
          { country: 'UK', total: 5 },
        ],
      },
    },
  ],
  runAll(items, { params, signal }) {
    const fields = params.by.map((criterion) => criterion.field);
    const signs = params.by.map((criterion) => (criterion.order === 'desc' ? -1 : 1));
    const rowOf = (item: Item): Row => ({
      item,
      keys: fields.map((name) => sortKey(getPath(item.json, name))),
    });
    const order = (a: Row, b: Row) => compareRows(a, b, signs);
    if (items.length <= RUN_LENGTH)
      return items
        .map(rowOf)
        .sort(order)
        .map((row) => row.item);
    return sortInRuns(items, rowOf, order, signal).then((sorted) => sorted.map((row) => row.item));
  },
});

interface Row {
  item: Item;
  keys: readonly SortKey[];
}

function compareRows(a: Row, b: Row, signs: readonly number[]): number {
  for (let at = 0; at < signs.length; at++) {
    const [x, y] = [a.keys[at] as SortKey, b.keys[at] as SortKey];
    const order = compareKeys(x, y);
    // What is blank comes last in either order.
    if (order !== 0) return x.rank === BLANK || y.rank === BLANK ? order : order * (signs[at] as number);
  }
  return 0;
}
