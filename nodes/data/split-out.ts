import { z } from 'zod';
import { defineNode, field, type Item, isJsonObject, type JsonObject } from '#contract/node';
import { getPath, lastPart, setField } from '../values/index.ts';

export const splitOut = defineNode({
  type: 'data.splitOut',
  version: 1,
  title: 'Split out',
  summary: 'Makes one item of each entry of a list inside an item.',
  group: 'data',
  icon: 'ungroup',
  docs: `With **include none**, an entry that is an object becomes the new item, any other entry stands in a field named like the list.
With the other choices the entry takes the place of the list.
A value that is not a list gives one item; a missing or empty one gives none.`,
  params: z.object({
    field: field
      .text('Field', {
        help: 'The field that holds the list; dots reach into objects.',
        placeholder: 'orders',
      })
      .min(1),
    include: field
      .choice('Other fields', ['none', 'all', 'list'], { help: 'Which other fields each new item gets.' })
      .default('none'),
    fields: field
      .names('Fields to include', {
        help: 'The other fields that each new item gets.',
        showIf: { include: ['list'] },
      })
      .default([]),
  }),
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Order lines',
      params: { field: 'lines' },
      input: [{ order: 7, lines: [{ sku: 'A' }, { sku: 'B' }] }],
      output: { out: [{ sku: 'A' }, { sku: 'B' }] },
    },
    {
      title: 'Keep the order number',
      params: { field: 'lines', include: 'list', fields: ['order'] },
      input: [{ order: 7, customer: 'Ada', lines: [{ sku: 'A' }, { sku: 'B' }] }],
      output: {
        out: [
          { order: 7, lines: { sku: 'A' } },
          { order: 7, lines: { sku: 'B' } },
        ],
      },
    },
  ],
  run(item, { params }) {
    const value = getPath(item.json, params.field);
    if (value === undefined || value === null) return [];
    const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (params.include === 'none') return entries.map((entry) => ({ json: alone(entry, params.field) }));
    const rest = params.include === 'all' ? item.json : only(item.json, params.fields);
    return entries.map((entry) => withEntry(item, rest, params.field, entry));
  },
});

function alone(entry: unknown, name: string): JsonObject {
  return isJsonObject(entry) ? entry : { [lastPart(name)]: entry };
}

function only(json: JsonObject, names: readonly string[]): JsonObject {
  const kept: JsonObject = {};
  for (const name of names) setField(kept, name, getPath(json, name));
  return kept;
}

function withEntry(item: Item, rest: JsonObject, name: string, entry: unknown): Item {
  const json = { ...rest };
  setField(json, name, entry);
  return item.binary ? { json, binary: item.binary } : { json };
}
