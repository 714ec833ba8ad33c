import { expect, test } from 'vitest';
import { formatCount, formatDuration } from './duration.ts';

test.each([
  [0.4, '0 ms'],
  [340, '340 ms'],
  [1500, '1.5 s'],
  [42_300, '42 s'],
  [90_000, '1 min 30 s'],
  [3_600_000, '1 h'],
  [3_903_000, '1 h 5 min'],
  [200_000_000, '2 d 7 h'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('counts', () => {
  expect(formatCount(1_234_567, 'item')).toBe('1,234,567 items');
  expect(formatCount(1, 'item')).toBe('1 item');
});
