/** A method that expressions add to a kind of value. */
export interface Helper<T> {
  /** How it is called: `truncate(length)`. Empty parentheses when it takes nothing. */
  call: string;
  /** One sentence for completion and the guide. */
  doc: string;
  /** An expression and its value; documentation and test at once. */
  example: readonly [expression: string, value: unknown];
  fn(receiver: T, ...args: unknown[]): unknown;
}

export type HelperTable<T> = Readonly<Record<string, Helper<T>>>;

/** Reads an argument as a number. Throws with the helper's name when it is none. */
export function numberArg(value: unknown, helper: string, fallback?: number): number {
  const number = value === undefined && fallback !== undefined ? fallback : Number(value);
  if (Number.isNaN(number)) throw new TypeError(`${helper}() needs a number, got ${show(value)}`);
  return number;
}

/** Reads an argument as text. */
export function textArg(value: unknown, helper: string, fallback?: string): string {
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError(`${helper}() needs text, got ${show(value)}`);
}

/** Reads an argument as a list. */
export function listArg(value: unknown, helper: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError(`${helper}() needs a list, got ${show(value)}`);
}

/** Reads an argument as a plain object. */
export function objectArg(value: unknown, helper: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new TypeError(`${helper}() needs an object, got ${show(value)}`);
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}

/** A field of an object, own fields only; undefined for anything else. */
export function fieldOf(value: unknown, field: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return undefined;
  return (value as Record<string, unknown>)[field];
}

/** Whether a value counts as empty: undefined, null, '', [] or {}. */
export function isEmptyValue(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** A key that is equal for values that are equal as JSON, whatever the order of fields. */
export function equalityKey(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) => {
      if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
      return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? 'undefined'
  );
}
