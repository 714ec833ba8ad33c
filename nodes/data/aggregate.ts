import { z } from 'zod';
import { defineNode, field, type JsonObject } from '#contract/node';
import { getPath, setField } from '../values/index.ts';

export const aggregate = defineNode({
  type: 'data.aggregate',
  version: 1,
  title: 'Aggregate',
  summary: 'Collects all items, or one field of them, into a list in a single item.',
  group: 'data',
  icon: 'group',
  docs: `Without a field, whole items are collected. Items that lack the field are left out of the list.
Runs without input, too: the list is empty then. Attached files are not collected.`,
  params: z.object({
    field: field
      .text('Field', { help: 'The field to collect; empty for whole items.', placeholder: 'id' })
      .optional(),
    into: field.text('Into', { help: 'The field that gets the list.' }).min(1).default('items'),
  }),
  replay: 'pure',
  effects: 'none',
  runOnEmpty: true,
  examples: [
    {
      title: 'All ids in one list',
      params: { field: 'id', into: 'ids' },
      input: [{ id: 1 }, { id: 2 }, { name: 'without id' }],
      output: { out: [{ ids: [1, 2] }] },
    },
    {
      title: 'Whole items',
      params: {},
      input: [{ id: 1 }, { id: 2 }],
      output: { out: [{ items: [{ id: 1 }, { id: 2 }] }] },
    },
    { title: 'Nothing came in', params: {}, input: [], output: { out: [{ items: [] }] } },
  ],
  runAll(items, { params }) {
    const name = params.field;
    const list = name
      ? items.map((item) => getPath(item.json, name)).filter((value) => value !== undefined)
      : items.map((item) => item.json);
    const json: JsonObject = {};
    setField(json, params.into, list);
    return { json };
  },
});
