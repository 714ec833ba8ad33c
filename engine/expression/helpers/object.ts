import { type HelperTable, isEmptyValue, objectArg, textArg } from './helper.ts';

type Fields = Readonly<Record<string, unknown>>;

function pick(object: Fields, keep: (key: string, value: unknown) => boolean): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([key, value]) => keep(key, value)));
}

/** What expressions add to objects. Objects are never changed in place. */
export const OBJECT_HELPERS: HelperTable<Fields> = {
  isEmpty: {
    call: 'isEmpty()',
    doc: 'True when the object has no fields.',
    example: ['({}).isEmpty()', true],
    fn: (object) => Object.keys(object).length === 0,
  },
  isNotEmpty: {
    call: 'isNotEmpty()',
    doc: 'True when the object has fields.',
    example: ['({ a: 1 }).isNotEmpty()', true],
    fn: (object) => Object.keys(object).length > 0,
  },
  keys: {
    call: 'keys()',
    doc: 'The names of the fields.',
    example: ['({ a: 1, b: 2 }).keys()', ['a', 'b']],
    fn: (object) => Object.keys(object),
  },
  values: {
    call: 'values()',
    doc: 'The values of the fields.',
    example: ['({ a: 1, b: 2 }).values()', [1, 2]],
    fn: (object) => Object.values(object),
  },
  hasField: {
    call: 'hasField(name)',
    doc: 'True when the object has a field of this name.',
    example: ["({ a: 1 }).hasField('a')", true],
    fn: (object, name) => Object.hasOwn(object, textArg(name, 'hasField')),
  },
  removeField: {
    call: 'removeField(name, …)',
    doc: 'The object without these fields.',
    example: ["({ a: 1, b: 2 }).removeField('a')", { b: 2 }],
    fn: (object, ...names) => {
      const gone = new Set(names.map((name) => textArg(name, 'removeField')));
      return pick(object, (key) => !gone.has(key));
    },
  },
  keepFields: {
    call: 'keepFields(name, …)',
    doc: 'The object with only these fields.',
    example: ["({ a: 1, b: 2 }).keepFields('b')", { b: 2 }],
    fn: (object, ...names) => {
      const kept = new Set(names.map((name) => textArg(name, 'keepFields')));
      return pick(object, (key) => kept.has(key));
    },
  },
  removeFieldsContaining: {
    call: 'removeFieldsContaining(text)',
    doc: 'The object without fields whose text value contains this.',
    example: ["({ a: 'xy', b: 'z' }).removeFieldsContaining('x')", { b: 'z' }],
    fn: (object, text) => {
      const part = textArg(text, 'removeFieldsContaining');
      return pick(object, (_key, value) => !(typeof value === 'string' && value.includes(part)));
    },
  },
  keepFieldsContaining: {
    call: 'keepFieldsContaining(text)',
    doc: 'The object with only the fields whose text value contains this.',
    example: ["({ a: 'xy', b: 'z' }).keepFieldsContaining('x')", { a: 'xy' }],
    fn: (object, text) => {
      const part = textArg(text, 'keepFieldsContaining');
      return pick(object, (_key, value) => typeof value === 'string' && value.includes(part));
    },
  },
  compact: {
    call: 'compact()',
    doc: 'The object without empty fields: null, "", [] and {}.',
    example: ["({ a: 1, b: '', c: null }).compact()", { a: 1 }],
    fn: (object) => pick(object, (_key, value) => !isEmptyValue(value)),
  },
  merge: {
    call: 'merge(object)',
    doc: 'Both objects together; this one wins where both have a field.',
    example: ['({ a: 1 }).merge({ a: 2, b: 3 })', { a: 1, b: 3 }],
    fn: (object, other) => ({ ...objectArg(other, 'merge'), ...object }),
  },
  toJsonString: {
    call: 'toJsonString()',
    doc: 'The object as JSON text.',
    example: ['({ a: 1 }).toJsonString()', '{"a":1}'],
    fn: (object) => JSON.stringify(object),
  },
  urlEncode: {
    call: 'urlEncode()',
    doc: 'The fields as a query string.',
    example: ["({ a: 1, b: 'x y' }).urlEncode()", 'a=1&b=x%20y'],
    fn: (object) =>
      Object.entries(object)
        .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
        .join('&'),
  },
};
