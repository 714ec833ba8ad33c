import { z } from 'zod';
import { defineNode, field, type Item } from '#contract/node';
import { compareValues, getPath, isBlank } from '../values/index.ts';

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
  runAll(items, { params }) {
    const { by } = params;
    const rows = items.map((item) => ({
      item,
      keys: by.map((criterion) => getPath(item.json, criterion.field)),
    }));
    const signs = by.map((criterion) => (criterion.order === 'desc' ? -1 : 1));
    rows.sort((a, b) => compareRows(a, b, signs));
    return rows.map((row) => row.item);
  },
});

interface Row {
  item: Item;
  keys: readonly unknown[];
}

function compareRows(a: Row, b: Row, signs: readonly number[]): number {
  for (const [index, sign] of signs.entries()) {
    const [x, y] = [a.keys[index], b.keys[index]];
    const [xBlank, yBlank] = [isBlank(x), isBlank(y)];
    if (xBlank || yBlank) {
      if (xBlank !== yBlank) return xBlank ? 1 : -1;
      continue;
    }
    const order = compareValues(x, y) * sign;
    if (order !== 0) return order;
  }
  return 0;
}
