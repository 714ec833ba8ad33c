import { ExpressionFault } from '../failure.ts';

/**
 * JavaScript's conversions for JSON values, without calling anything found on
 * the data: a field named `toString` is data, never a method.
 */

export type Primitive = string | number | boolean | null | undefined;

/** Text longer than this is refused rather than built in the engine. */
const LONGEST_TEXT = 64 * 1024 * 1024;

/** Throws when a text of this many characters would be unreasonable. */
export function guardLength(length: number): void {
  if (length > LONGEST_TEXT) {
    throw new ExpressionFault('The text becomes longer than 64 MB', 'Work on smaller pieces of data.');
  }
}

/** ToPrimitive of a JSON value (plain objects and lists give the same under every hint). */
export function toPrimitive(value: unknown): Primitive {
  if (typeof value !== 'object' || value === null) return value as Primitive;
  if (Array.isArray(value)) return joinList(value, ',');
  if (Object.hasOwn(value, 'toString')) {
    throw new ExpressionFault(
      'An object with a field named "toString" cannot be turned into text',
      'Use one of its fields instead.',
    );
  }
  return '[object Object]';
}

/** ToString of a JSON value. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : String(toPrimitive(value));
}

/** ToNumber of a JSON value. */
export function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : Number(toPrimitive(value));
}

/** Array.prototype.join of a list of JSON values. */
export function joinList(list: readonly unknown[], separator: string): string {
  const texts: string[] = [];
  let length = separator.length * Math.max(0, list.length - 1);
  for (let i = 0; i < list.length; i++) {
    const entry = list[i];
    const text = entry === undefined || entry === null ? '' : toText(entry);
    length += text.length;
    guardLength(length);
    texts.push(text);
  }
  return texts.join(separator);
}

/** The `+` of JavaScript. */
export function add(left: unknown, right: unknown): string | number {
  const a = toPrimitive(left);
  const b = toPrimitive(right);
  if (typeof a === 'string' || typeof b === 'string') {
    const x = String(a);
    const y = String(b);
    guardLength(x.length + y.length);
    return x + y;
  }
  return Number(a) + Number(b);
}

/** The `==` of JavaScript. */
export function looseEquals(left: unknown, right: unknown): boolean {
  const leftIsObject = typeof left === 'object' && left !== null;
  const rightIsObject = typeof right === 'object' && right !== null;
  if (leftIsObject === rightIsObject) {
    // biome-ignore lint/suspicious/noDoubleEquals: this is what `==` in an expression means
    return left == right;
  }
  if (left === undefined || left === null || right === undefined || right === null) return false;
  // biome-ignore lint/suspicious/noDoubleEquals: this is what `==` in an expression means
  return toPrimitive(left) == toPrimitive(right);
}
