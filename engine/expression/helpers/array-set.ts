import { equalityKey, fieldOf, type HelperTable, listArg, textArg } from './helper.ts';

type List = readonly unknown[];

function unique(list: List, fields: readonly unknown[], helper: string): unknown[] {
  const names = fields.map((field) => textArg(field, helper));
  const seen = new Set<string>();
  return list.filter((entry) => {
    const key = equalityKey(names.length === 0 ? entry : names.map((name) => fieldOf(entry, name)));
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function keysOf(list: List): Set<string> {
  return new Set(list.map(equalityKey));
}

/** What expressions add to lists used as sets. Entries are equal when they are equal as JSON. */
export const ARRAY_SET_HELPERS: HelperTable<List> = {
  unique: {
    call: 'unique(field?, …)',
    doc: 'Every different entry once; with fields, the first entry for each combination of their values.',
    example: ['[1, 2, 1].unique()', [1, 2]],
    fn: (list, ...fields) => unique(list, fields, 'unique'),
  },
  removeDuplicates: {
    call: 'removeDuplicates(field?, …)',
    doc: 'The same as unique.',
    example: ["[{ a: 1, b: 1 }, { a: 1, b: 2 }].removeDuplicates('a')", [{ a: 1, b: 1 }]],
    fn: (list, ...fields) => unique(list, fields, 'removeDuplicates'),
  },
  union: {
    call: 'union(list)',
    doc: 'Both lists together, every entry once.',
    example: ['[1, 2].union([2, 3])', [1, 2, 3]],
    fn: (list, other) => unique([...list, ...listArg(other, 'union')], [], 'union'),
  },
  intersection: {
    call: 'intersection(list)',
    doc: 'The entries that both lists have.',
    example: ['[1, 2].intersection([2, 3])', [2]],
    fn: (list, other) => {
      const keys = keysOf(listArg(other, 'intersection'));
      return unique(list, [], 'intersection').filter((entry) => keys.has(equalityKey(entry)));
    },
  },
  difference: {
    call: 'difference(list)',
    doc: 'The entries that the other list does not have.',
    example: ['[1, 2].difference([2, 3])', [1]],
    fn: (list, other) => {
      const keys = keysOf(listArg(other, 'difference'));
      return list.filter((entry) => !keys.has(equalityKey(entry)));
    },
  },
  append: {
    call: 'append(entry, …)',
    doc: 'The list with more entries at its end; the list itself stays as it is.',
    example: ['[1].append(2, 3)', [1, 2, 3]],
    fn: (list, ...entries) => [...list, ...entries],
  },
};
