import type { HelperTable } from './helper.ts';

/** The list's entries as numbers; texts that show numbers count. */
function numbers(list: readonly unknown[], helper: string): number[] {
  return list.map((entry) => {
    const number = typeof entry === 'string' && entry.trim() !== '' ? Number(entry) : entry;
    if (typeof number === 'number' && !Number.isNaN(number)) return number;
    throw new TypeError(`${helper}() needs numbers, got ${JSON.stringify(entry) ?? 'undefined'}`);
  });
}

function total(list: readonly unknown[], helper: string): number {
  let sum = 0;
  for (const number of numbers(list, helper)) sum += number;
  return sum;
}

function least(list: readonly unknown[], helper: string, sign: 1 | -1): number | undefined {
  let best: number | undefined;
  for (const number of numbers(list, helper)) {
    if (best === undefined || sign * number < sign * best) best = number;
  }
  return best;
}

/** What expressions add to lists of numbers. */
export const ARRAY_NUMBER_HELPERS: HelperTable<readonly unknown[]> = {
  sum: {
    call: 'sum()',
    doc: 'The sum of the numbers.',
    example: ["[1, 2, '3'].sum()", 6],
    fn: (list) => total(list, 'sum'),
  },
  average: {
    call: 'average()',
    doc: 'The mean of the numbers; nothing for an empty list.',
    example: ['[1, 2, 3].average()', 2],
    fn: (list) => (list.length === 0 ? undefined : total(list, 'average') / list.length),
  },
  min: {
    call: 'min()',
    doc: 'The smallest number.',
    example: ['[3, 1, 2].min()', 1],
    fn: (list) => least(list, 'min', 1),
  },
  max: {
    call: 'max()',
    doc: 'The largest number.',
    example: ['[3, 1, 2].max()', 3],
    fn: (list) => least(list, 'max', -1),
  },
};
