import { expect, test } from 'vitest';
import type { LogLine } from '#renderer/run';
import { filterLines } from './filter-lines.ts';

const line = (seq: number, level: LogLine['level'], message: string, data?: LogLine['data']): LogLine => ({
  type: 'step.logged',
  at: seq,
  seq,
  step: `each/each[${seq}]/work`,
  level,
  message,
  ...(data ? { data } : {}),
});
const lines = [
  line(1, 'debug', 'Looked up'),
  line(2, 'warn', 'Slow answer', { host: 'Shop' }),
  line(3, 'error', 'No answer'),
];
const seqs = (filter: Parameters<typeof filterLines>[1]) => filterLines(lines, filter).map(({ seq }) => seq);

test('lines are chosen by level and by text in message, data and step', () => {
  expect(filterLines(lines, { from: 'debug', text: ' ' })).toBe(lines);
  expect(seqs({ from: 'warn', text: '' })).toEqual([2, 3]);
  expect(seqs({ from: 'debug', text: 'ANSWER' })).toEqual([2, 3]);
  expect(seqs({ from: 'debug', text: 'shop' })).toEqual([2]);
  expect(seqs({ from: 'error', text: 'each[3]' })).toEqual([3]);
});
