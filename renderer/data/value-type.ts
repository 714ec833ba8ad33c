/** What kind of value a field holds, as people see it. */
export type ValueType = 'text' | 'number' | 'bool' | 'date' | 'list' | 'object' | 'none' | 'mixed';

/** How a type is written in a column head. */
export const TYPE_MARKS: Readonly<Record<ValueType, string>> = {
  text: 'abc',
  number: '123',
  bool: 't/f',
  date: 'date',
  list: '[ ]',
  object: '{ }',
  none: '–',
  mixed: 'mix',
};

/** A type in words. */
export const TYPE_WORDS: Readonly<Record<ValueType, string>> = {
  text: 'text',
  number: 'number',
  bool: 'true or false',
  date: 'date',
  list: 'list',
  object: 'object',
  none: 'no value',
  mixed: 'several types',
};

const ISO_DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

export function valueType(value: unknown): ValueType {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'object';
  return typeof value === 'string' && ISO_DATE.test(value) ? 'date' : 'text';
}

/** The one type of several values; those that hold nothing do not count. */
export function commonType(types: Iterable<ValueType>): ValueType {
  let common: ValueType = 'none';
  for (const type of types) {
    if (type === 'none' || type === common) continue;
    if (common !== 'none') return 'mixed';
    common = type;
  }
  return common;
}

const LONGEST_CELL = 300;

/** A value in one line, cut where it is long. */
export function cellText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') {
    const short = value.length > LONGEST_CELL ? `${value.slice(0, LONGEST_CELL)}…` : value;
    return short.replace(/\s+/g, ' ');
  }
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value) && value.length > 20) return `[${value.length} entries]`;
  return shortJson(value, LONGEST_CELL);
}

/** JSON of about so many signs at most: what is left out is never looked at. */
function shortJson(value: unknown, budget: number): string {
  if (typeof value === 'string') {
    return value.length > budget
      ? `${JSON.stringify(value.slice(0, budget)).slice(0, -1)}…"`
      : JSON.stringify(value);
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const list = Array.isArray(value);
  let text = list ? '[' : '{';
  for (const key in value) {
    if (text.length > 1) text += ',';
    if (text.length >= budget) return `${text}…`;
    if (!list) text += `${JSON.stringify(key)}:`;
    text += shortJson((value as Record<string, unknown>)[key], budget - text.length);
  }
  return text + (list ? ']' : '}');
}
