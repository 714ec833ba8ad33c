import { add, looseEquals, toNumber, toPrimitive } from './coerce.ts';

type Binary = (left: unknown, right: unknown) => unknown;

/** Converts both sides to primitives and compares them with JavaScript's own operator. */
function comparing(compare: (a: never, b: never) => boolean): Binary {
  return (left, right) => {
    if (typeof left === 'number' && typeof right === 'number') return compare(left as never, right as never);
    return compare(toPrimitive(left) as never, toPrimitive(right) as never);
  };
}

function calculating(calculate: (a: number, b: number) => number): Binary {
  return (left, right) => calculate(toNumber(left), toNumber(right));
}

/** Binary operators of the fast path, with JavaScript's results for JSON values. */
export const BINARY: ReadonlyMap<string, Binary> = new Map<string, Binary>([
  ['===', (a, b) => a === b],
  ['!==', (a, b) => a !== b],
  ['==', looseEquals],
  ['!=', (a, b) => !looseEquals(a, b)],
  ['<', comparing((a, b) => a < b)],
  ['<=', comparing((a, b) => a <= b)],
  ['>', comparing((a, b) => a > b)],
  ['>=', comparing((a, b) => a >= b)],
  ['+', add],
  ['-', calculating((a, b) => a - b)],
  ['*', calculating((a, b) => a * b)],
  ['/', calculating((a, b) => a / b)],
  ['%', calculating((a, b) => a % b)],
  ['**', calculating((a, b) => a ** b)],
  ['&', calculating((a, b) => a & b)],
  ['|', calculating((a, b) => a | b)],
  ['^', calculating((a, b) => a ^ b)],
  ['<<', calculating((a, b) => a << b)],
  ['>>', calculating((a, b) => a >> b)],
  ['>>>', calculating((a, b) => a >>> b)],
]);

/** Unary operators of the fast path. */
export const UNARY: ReadonlyMap<string, (value: unknown) => unknown> = new Map<
  string,
  (value: unknown) => unknown
>([
  ['!', (value) => !value],
  ['-', (value) => -toNumber(value)],
  ['+', toNumber],
  ['~', (value) => ~toNumber(value)],
  ['typeof', (value) => typeof value],
]);
