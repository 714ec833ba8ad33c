import { UserError } from '#contract/error';
import { compareValues, isBlank, keyOf, readNumber } from '../values/index.ts';

export const OPERATIONS = [
  'count',
  'sum',
  'min',
  'max',
  'mean',
  'first',
  'last',
  'unique',
  'concat',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Computes one figure of one group, value by value. */
export interface Tally {
  /** Takes the value of the item at this index of the input. */
  add(value: unknown, index: number): void;
  /** The figure; `null` when there was no value to take it from. */
  result(): unknown;
}

/** Starts a figure over the values of a field; blank values never count. */
export function newTally(operation: Operation, field: string): Tally {
  const tally = TALLIES[operation](operation, field);
  return {
    add: (value, index) => {
      if (!isBlank(value)) tally.add(value, index);
    },
    result: tally.result,
  };
}

const TALLIES: Record<Operation, (operation: Operation, field: string) => Tally> = {
  count: () => fold(0, (count) => count + 1),
  sum: (operation, field) => fold(0, (sum, value, index) => sum + numberIn(value, operation, field, index)),
  mean: (operation, field) => mean(operation, field),
  min: () => fold<unknown>(null, (least, value) => (least === null ? tidy(value) : lesser(value, least))),
  max: () => fold<unknown>(null, (most, value) => (most === null ? tidy(value) : greater(value, most))),
  first: () => fold<unknown>(null, (first, value) => first ?? value),
  last: () => fold<unknown>(null, (_, value) => value),
  unique,
  concat: () => {
    const parts: string[] = [];
    return { add: (value) => parts.push(asText(value)), result: () => parts.join(', ') };
  },
};

function fold<T>(start: T, step: (sofar: T, value: unknown, index: number) => T): Tally {
  let sofar = start;
  return {
    add: (value, index) => {
      sofar = step(sofar, value, index);
    },
    result: () => sofar,
  };
}

function mean(operation: Operation, field: string): Tally {
  let sum = 0;
  let count = 0;
  return {
    add: (value, index) => {
      sum += numberIn(value, operation, field, index);
      count++;
    },
    result: () => (count === 0 ? null : sum / count),
  };
}

function unique(): Tally {
  const values = new Map<string, unknown>();
  return {
    add: (value) => {
      const key = keyOf(value);
      if (!values.has(key)) values.set(key, value);
    },
    result: () => [...values.values()],
  };
}

function lesser(value: unknown, least: unknown): unknown {
  return compareValues(value, least) < 0 ? tidy(value) : least;
}

function greater(value: unknown, most: unknown): unknown {
  return compareValues(value, most) > 0 ? tidy(value) : most;
}

/** A number where the text is written as one: the smallest of "9" and "10" is 9. */
function tidy(value: unknown): unknown {
  return readNumber(value) ?? value;
}

function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function numberIn(value: unknown, operation: Operation, field: string, index: number): number {
  const number = readNumber(value);
  if (number !== undefined) return number;
  const what =
    typeof value === 'string' ? `the text ${JSON.stringify(value.slice(0, 40))}` : `a ${typeof value}`;
  const whose = field === '' ? 'the item' : `"${field}"`;
  throw new UserError(`The ${operation} needs numbers, but ${whose} of item ${index} is ${what}`, {
    code: 'NOT_A_NUMBER',
    hint: 'Choose a field of numbers, or convert it with a Map fields node first.',
    detail: { field, item: index },
  });
}
