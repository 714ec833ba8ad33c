import { ExpressionFault } from '../failure.ts';
import { guardLength, joinList, toPrimitive, toText } from './coerce.ts';

/**
 * The methods that the fast path may call on data, each cheap and bounded by the
 * size of its input. Arguments are made primitive before a native method sees
 * them, so nothing on the data is ever called.
 */
type Method<T> = (receiver: T, args: readonly unknown[]) => unknown;
type Table<T> = ReadonlyMap<string, Method<T>>;

type StringMethod = Extract<keyof string, string>;

const PLAIN_STRING_METHODS = [
  'at',
  'charAt',
  'endsWith',
  'includes',
  'indexOf',
  'lastIndexOf',
  'slice',
  'startsWith',
  'substring',
  'toLowerCase',
  'toString',
  'toUpperCase',
  'trim',
  'trimEnd',
  'trimStart',
] as const satisfies readonly StringMethod[];

const STRING: Table<string> = new Map<string, Method<string>>([
  ...PLAIN_STRING_METHODS.map((name): [string, Method<string>] => {
    const native = String.prototype[name] as (this: string, ...args: Primitive[]) => unknown;
    return [name, (text, args) => native.apply(text, args.map(toPrimitive))];
  }),
  ['concat', (text, args) => concatText(text, args.map(toText))],
  ['split', (text, args) => splitText(text, args)],
]);

type Primitive = ReturnType<typeof toPrimitive>;

const LIST: Table<readonly unknown[]> = new Map<string, Method<readonly unknown[]>>([
  ['at', (list, args) => list.at(toPrimitive(args[0]) as number)],
  ['concat', (list, args) => list.concat(...args)],
  ['includes', (list, args) => list.includes(...searchArgs(args))],
  ['indexOf', (list, args) => list.indexOf(...searchArgs(args))],
  ['lastIndexOf', (list, args) => list.lastIndexOf(...searchArgs(args))],
  ['join', (list, args) => joinList(list, args[0] === undefined ? ',' : toText(args[0]))],
  ['slice', (list, args) => list.slice(...(args.map(toPrimitive) as number[]))],
]);

const NUMBER: Table<number> = new Map<string, Method<number>>([
  ['toFixed', (number, args) => number.toFixed(...(args.map(toPrimitive) as number[]))],
  ['toString', (number, args) => number.toString(...(args.map(toPrimitive) as number[]))],
]);

/** Whether the fast path can handle a method of this name at all. */
export function isFastMethod(name: string): boolean {
  return STRING.has(name) || LIST.has(name) || NUMBER.has(name);
}

/** Calls a method on data. `text` is the source of `receiver.method`, for the message. */
export function callMethod(receiver: unknown, name: string, args: readonly unknown[], text: string): unknown {
  try {
    if (typeof receiver === 'string') {
      const method = STRING.get(name);
      if (method !== undefined) return method(receiver, args);
    } else if (typeof receiver === 'number') {
      const method = NUMBER.get(name);
      if (method !== undefined) return method(receiver, args);
    } else if (typeof receiver === 'boolean') {
      if (name === 'toString') return String(receiver);
    } else if (Array.isArray(receiver)) {
      const method = LIST.get(name);
      if (method !== undefined) return method(receiver, args);
    }
    if (name === 'toString' && receiver !== null && typeof receiver === 'object') return toText(receiver);
  } catch (error) {
    if (error instanceof RangeError)
      throw new ExpressionFault(`${error.message} in ${text}()`, 'Check the arguments.');
    throw error;
  }
  throw new ExpressionFault(
    `${text} is not a function: the value before .${name} is ${kindOf(receiver)}`,
    `.${name}() works on other kinds of values; convert the value first.`,
  );
}

/** What a value is, in an analyst's words. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  const type = typeof value;
  if (type === 'string') return 'text';
  if (type === 'object') return 'an object';
  return type === 'undefined' ? 'undefined' : `a ${type}`;
}

function concatText(text: string, others: readonly string[]): string {
  guardLength(others.reduce((length, other) => length + other.length, text.length));
  return text.concat(...others);
}

function splitText(text: string, args: readonly unknown[]): string[] {
  const separator = args[0] === undefined ? undefined : toText(args[0]);
  const limit = args[1] === undefined ? undefined : (toPrimitive(args[1]) as number);
  return separator === undefined ? text.split(undefined as never, limit) : text.split(separator, limit);
}

/** The first argument is compared as it is; a start index becomes primitive. */
function searchArgs(args: readonly unknown[]): [unknown, number] {
  return [args[0], ...args.slice(1).map(toPrimitive)] as [unknown, number];
}
