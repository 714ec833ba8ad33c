import { z } from 'zod';
import { defineNode, field, isJsonObject } from '#contract/node';
import { typedCell } from '../csv/cells.ts';
import { findSource, fromField, readText } from '../source.ts';
import { encodingField } from '../text.ts';
import { parseXml } from './parse-xml.ts';

const BATCH = 1000;

export const xmlParse = defineNode({
  type: 'xml.parse',
  version: 1,
  title: 'Read XML',
  summary: 'Turns XML into items.',
  group: 'files',
  icon: 'code-xml',
  docs: `Elements become fields, elements that repeat become lists, attributes get \`@\` before their name, and text beside attributes or elements is \`#text\`. Namespace prefixes stay part of the name. Without **Items** the whole document is one item, with the root element as its only field; with it (for example \`orders.order\`) every such element is an item.

An element that may come once or several times is a list only when it repeats: name it in **Lists** to have one always. Documents with a DOCTYPE are refused.`,
  params: z.object({
    from: fromField,
    items: field
      .text('Items', {
        placeholder: 'orders.order',
        help: 'Path of the element that makes an item, from the root on.',
      })
      .optional(),
    lists: field.names('Lists', { help: 'Elements that are lists even when there is only one.' }).default([]),
    types: field
      .choice('Types', ['text', 'auto'], { help: 'auto recognises numbers, true and false.' })
      .default('text'),
    attributePrefix: field.text('Attribute prefix').default('@'),
    encoding: encodingField,
  }),
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'An item for each order',
      params: { from: 'text', items: 'orders.order', types: 'auto' },
      input: [
        { text: '<orders><order id="1"><sum>9.5</sum></order><order id="2"><sum>3</sum></order></orders>' },
      ],
      output: {
        out: [
          { '@id': 1, sum: 9.5 },
          { '@id': 2, sum: 3 },
        ],
      },
    },
    {
      title: 'The whole document',
      params: { from: 'text', lists: ['tag'] },
      input: [{ text: '<book lang="en"><title>Notes</title><tag>old</tag></book>' }],
      output: { out: [{ book: { '@lang': 'en', title: 'Notes', tag: ['old'] } }] },
    },
  ],
  async *run(item, ctx) {
    const { from, encoding, items, lists, types, attributePrefix } = ctx.params;
    const text = readText(findSource(item, from), encoding, ctx, 'xml');
    const value = types === 'auto' ? typedCell : (cell: string) => cell;
    for await (const records of parseXml(text, { items, attributePrefix, lists: new Set(lists), value })) {
      const made = records.map(({ name, value: content }) => ({
        json:
          items !== undefined && isJsonObject(content)
            ? content
            : { [items === undefined ? name : 'value']: content },
      }));
      for (let at = 0; at < made.length; at += BATCH) yield made.slice(at, at + BATCH);
    }
  },
});
