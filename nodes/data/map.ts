import { z } from 'zod';
import { defineNode, field, type JsonObject } from '#contract/node';
import { setField } from '../values/index.ts';

const target = z.object({
  name: field
    .text('Name', { help: 'Dots make nested objects: "customer.city".', placeholder: 'total' })
    .min(1),
  value: field
    .value('Value', { help: 'Usually an expression; when it gives nothing, the field is left out.' })
    .optional(),
});

export const map = defineNode({
  type: 'data.map',
  version: 1,
  title: 'Map fields',
  summary: 'Sets, renames and computes fields of each item.',
  group: 'data',
  icon: 'table-properties',
  docs: `Fields are set in the order given; a later one may overwrite an earlier one.
A value that gives nothing (undefined) leaves the field out, even where the item had one before.
**Keep none** starts from an empty item; attached files are dropped then, too.`,
  params: z.object({
    fields: field.list('Fields', target, { help: 'The fields to set.' }).default([]),
    keep: field
      .choice('Keep', ['all', 'none'], { help: 'Whether the fields that are not named stay.' })
      .default('all'),
  }),
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Compute a field',
      params: { fields: [{ name: 'total', value: '{{ $json.price * $json.count }}' }] },
      input: [{ price: 2, count: 3 }],
      output: { out: [{ price: 2, count: 3, total: 6 }] },
    },
    {
      title: 'Build a nested object from some fields only',
      params: {
        fields: [
          { name: 'customer.name', value: '{{ $json.name }}' },
          { name: 'customer.phone', value: '{{ $json.phone }}' },
          { name: 'source', value: 'shop' },
        ],
        keep: 'none',
      },
      input: [{ name: 'Ada', city: 'London' }],
      output: { out: [{ customer: { name: 'Ada' }, source: 'shop' }] },
    },
  ],
  run(item, { params }) {
    const all = params.keep === 'all';
    const json: JsonObject = all ? { ...item.json } : {};
    for (const { name, value } of params.fields) setField(json, name, value);
    return all && item.binary ? { json, binary: item.binary } : { json };
  },
});
