import { z } from 'zod';
import { defineNode, field, type Inputs } from '#contract/node';
import { combiner } from './merge-combine.ts';
import { byKey, byPosition, combinations, type Row } from './merge-rows.ts';

const JOINS = ['inner', 'left', 'right', 'outer', 'unmatched'] as const;

export const merge = defineNode({
  type: 'control.merge',
  version: 1,
  title: 'Merge',
  summary: 'Brings the items of several inputs together.',
  group: 'control',
  icon: 'merge',
  docs: `- **append**: one list after the other.
- **byKey**: items whose key field is equal become one (7 and "7" are equal; an empty key matches nothing).
- **byPosition**: the first item with the first, the second with the second, and so on.
- **combinations**: every item with every other.

**inner** keeps matches only, **left** also what only \`a\` has, **right** what only the other has, **outer** both, **unmatched** only what has no match.
Results follow the order of \`a\`; what only the other inputs have comes last. Several matches give several items.
More than two inputs are merged from left to right. Inputs that got nothing count as empty.
When both sides have a field of the same name, \`conflict\` says which one stays; with **prefix** both do, as \`a_name\` and \`b_name\`.`,
  params: z
    .object({
      mode: field
        .choice('Mode', ['append', 'byKey', 'byPosition', 'combinations'], {
          help: 'How items are brought together.',
        })
        .default('append'),
      key: field
        .text('Key', {
          placeholder: 'id',
          help: 'The field that matching items share; dots reach into objects.',
          showIf: { mode: ['byKey'] },
        })
        .optional(),
      otherKey: field
        .text('Key in the other inputs', {
          placeholder: 'customer_id',
          help: 'If the field is called something else there.',
          showIf: { mode: ['byKey'] },
        })
        .optional(),
      join: field
        .choice('Keep', JOINS, {
          help: 'What happens to items without a match.',
          showIf: { mode: ['byKey', 'byPosition'] },
        })
        .default('inner'),
      conflict: field
        .choice('Same field on both sides', ['a', 'b', 'prefix'], {
          help: 'Keep the value of the first input, of the last one, or both under new names.',
          showIf: { mode: ['byKey', 'byPosition', 'combinations'] },
        })
        .default('b'),
    })
    .refine(({ mode, key }) => mode !== 'byKey' || Boolean(key), {
      message: 'needs the name of the key field',
      path: ['key'],
    }),
  inputs: (_, wired) => ['a', 'b', ...new Set(wired.filter((port) => port !== 'a' && port !== 'b').sort())],
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'One list after the other',
      params: {},
      input: { a: [{ id: 1 }], b: [{ id: 2 }] },
      output: { out: [{ id: 1 }, { id: 2 }] },
    },
    {
      title: 'Orders with their customers',
      params: { mode: 'byKey', key: 'customer', otherKey: 'id', join: 'left' },
      input: {
        a: [
          { order: 1, customer: 7 },
          { order: 2, customer: 8 },
        ],
        b: [{ id: '7', name: 'Ada' }],
      },
      output: {
        out: [
          { order: 1, customer: 7, id: '7', name: 'Ada' },
          { order: 2, customer: 8 },
        ],
      },
    },
    {
      title: 'What only one side has',
      params: { mode: 'byKey', key: 'id', join: 'unmatched' },
      input: { a: [{ id: 1 }, { id: 2 }], b: [{ id: 2 }, { id: 3 }] },
      output: { out: [{ id: 1 }, { id: 3 }] },
    },
    {
      title: 'Every size with every colour',
      params: { mode: 'combinations' },
      input: { a: [{ size: 'S' }, { size: 'L' }], b: [{ colour: 'red' }, { colour: 'blue' }] },
      output: {
        out: [
          { size: 'S', colour: 'red' },
          { size: 'S', colour: 'blue' },
          { size: 'L', colour: 'red' },
          { size: 'L', colour: 'blue' },
        ],
      },
    },
  ],
  runAll(_, ctx) {
    const { mode, key = '', otherKey, join, conflict } = ctx.params;
    const ports = portsOf(ctx.inputs);
    if (mode === 'append') return ports.flatMap((port) => ctx.inputs[port] ?? []);
    const [first = [], ...others] = ports.map((port) => rowsOf(ctx.inputs, port));
    const rows = others.reduce((left, right) => {
      if (mode === 'combinations') return combinations(left, right);
      if (mode === 'byPosition') return byPosition(left, right, join);
      return byKey(left, right, join, { first: key, others: otherKey || key });
    }, first);
    const shared = mode === 'byKey' && (!otherKey || otherKey === key) ? [key] : [];
    const toItem = combiner(conflict, ctx.inputs, shared);
    return rows.map((row) => {
      const item = toItem(row);
      const sources = row.map((part) => part.item);
      return sources.includes(item) ? item : ctx.from(item, ...sources);
    });
  },
});

/** `a` and `b` first, even when only one of them got items. */
function portsOf(inputs: Inputs): string[] {
  return [...new Set(['a', 'b', ...Object.keys(inputs).sort()])];
}

function rowsOf(inputs: Inputs, port: string): Row[] {
  return (inputs[port] ?? []).map((item) => [{ port, item }]);
}
