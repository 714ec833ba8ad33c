import { ARRAY_NUMBER_HELPERS } from './array-number.ts';
import { ARRAY_SET_HELPERS } from './array-set.ts';
import { fieldOf, type HelperTable, isEmptyValue, numberArg, objectArg, textArg } from './helper.ts';

type List = readonly unknown[];

/** What expressions add to lists. Lists are never changed in place. */
export const ARRAY_HELPERS: HelperTable<List> = {
  ...ARRAY_NUMBER_HELPERS,
  ...ARRAY_SET_HELPERS,
  first: {
    call: 'first()',
    doc: 'The first entry.',
    example: ['[1, 2].first()', 1],
    fn: (list) => list[0],
  },
  last: {
    call: 'last()',
    doc: 'The last entry.',
    example: ['[1, 2].last()', 2],
    fn: (list) => list.at(-1),
  },
  isEmpty: {
    call: 'isEmpty()',
    doc: 'True when the list has no entries.',
    example: ['[].isEmpty()', true],
    fn: (list) => list.length === 0,
  },
  isNotEmpty: {
    call: 'isNotEmpty()',
    doc: 'True when the list has entries.',
    example: ['[1].isNotEmpty()', true],
    fn: (list) => list.length > 0,
  },
  pluck: {
    call: 'pluck(field, …)',
    doc: 'The values of a field; with several fields, objects with only these.',
    example: ["[{ a: 1, b: 2 }].pluck('a')", [1]],
    fn: (list, ...fields) => {
      const names = fields.map((field) => textArg(field, 'pluck'));
      const [only] = names;
      if (names.length === 1 && only !== undefined) return list.map((entry) => fieldOf(entry, only));
      return list.map((entry) => Object.fromEntries(names.map((name) => [name, fieldOf(entry, name)])));
    },
  },
  chunk: {
    call: 'chunk(size)',
    doc: 'The list in pieces of so many entries.',
    example: ['[1, 2, 3].chunk(2)', [[1, 2], [3]]],
    fn: (list, size) => {
      const length = Math.floor(numberArg(size, 'chunk'));
      if (length < 1) throw new RangeError('chunk() needs a size of at least 1');
      return Array.from({ length: Math.ceil(list.length / length) }, (_, i) =>
        list.slice(i * length, (i + 1) * length),
      );
    },
  },
  compact: {
    call: 'compact()',
    doc: 'The list without empty entries: null, "", [] and {}.',
    example: ["[1, null, '', 2].compact()", [1, 2]],
    fn: (list) => list.filter((entry) => !isEmptyValue(entry)),
  },
  randomItem: {
    call: 'randomItem()',
    doc: 'Any entry; the same again when the run is replayed.',
    example: ['[5].randomItem()', 5],
    fn: (list) => list[Math.floor(Math.random() * list.length)],
  },
  sortBy: {
    call: 'sortBy(field?, order?)',
    doc: "The list in order, by a field if its entries are objects; order is 'asc' or 'desc'.",
    example: ["[{ n: 2 }, { n: 1 }].sortBy('n')", [{ n: 1 }, { n: 2 }]],
    fn: (list, field, order) => {
      const key = (entry: unknown) =>
        field === undefined ? entry : fieldOf(entry, textArg(field, 'sortBy'));
      const direction = order === 'desc' ? -1 : 1;
      return [...list].sort((a, b) => direction * compare(key(a), key(b)));
    },
  },
  groupBy: {
    call: 'groupBy(field)',
    doc: 'An object with a list of entries for every value of a field.',
    example: [
      "[{ c: 'x', n: 1 }, { c: 'y', n: 2 }].groupBy('c')",
      { x: [{ c: 'x', n: 1 }], y: [{ c: 'y', n: 2 }] },
    ],
    fn: (list, field) => {
      const name = textArg(field, 'groupBy');
      return Object.fromEntries(Map.groupBy(list, (entry) => String(fieldOf(entry, name))));
    },
  },
  renameKeys: {
    call: 'renameKeys(from, to, …)',
    doc: 'Objects with fields renamed.',
    example: ["[{ a: 1 }].renameKeys('a', 'b')", [{ b: 1 }]],
    fn: (list, ...names) => {
      const renames = new Map<string, string>();
      for (let i = 0; i + 1 < names.length; i += 2)
        renames.set(textArg(names[i], 'renameKeys'), textArg(names[i + 1], 'renameKeys'));
      return list.map((entry) =>
        Object.fromEntries(
          Object.entries(objectArg(entry, 'renameKeys')).map(([key, value]) => [
            renames.get(key) ?? key,
            value,
          ]),
        ),
      );
    },
  },
  smartJoin: {
    call: 'smartJoin(keyField, valueField)',
    doc: 'One object from a list of name and value pairs.',
    example: ["[{ k: 'a', v: 1 }, { k: 'b', v: 2 }].smartJoin('k', 'v')", { a: 1, b: 2 }],
    fn: (list, key, value) => {
      const [keyName, valueName] = [textArg(key, 'smartJoin'), textArg(value, 'smartJoin')];
      return Object.fromEntries(
        list.map((entry) => [String(fieldOf(entry, keyName)), fieldOf(entry, valueName)]),
      );
    },
  },
  toJsonString: {
    call: 'toJsonString()',
    doc: 'The list as JSON text.',
    example: ['[1, 2].toJsonString()', '[1,2]'],
    fn: (list) => JSON.stringify(list),
  },
};

function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === undefined || a === null) return 1;
  if (b === undefined || b === null) return -1;
  return (a as string | number) < (b as string | number) ? -1 : 1;
}
