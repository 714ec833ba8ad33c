import { expect, test } from 'vitest';
import { formatTable } from './table.ts';

test('columns are aligned, numbers by their last digit, wide characters by what they take', () => {
  const rows = [{ name: '東京', n: 5 }, { name: 'Rome', n: 1234 }, { name: 'é' }];
  expect(formatTable(rows, { width: 80 })).toEqual(['name     n', '東京     5', 'Rome  1234', 'é']);
});

test('values are cut only as far as the width asks for', () => {
  const row = { path: `/a/${'b'.repeat(60)}/c.csv`, size: 7 };
  expect(formatTable([row], { width: 80 })[1]).toBe(`${row.path}     7`);
  const [, cut] = formatTable([row], { width: 50 });
  expect(cut).toMatch(/^\/a\/b+… {2,}7$/);
  expect(cut?.length).toBeLessThanOrEqual(50);
});

test('what does not fit is counted or named', () => {
  const rows = Array.from({ length: 25 }, (_, n) => ({ a: 'x'.repeat(50), b: 'y'.repeat(50), n }));
  const lines = formatTable(rows, { width: 60 });
  expect(lines).toHaveLength(1 + 20 + 2);
  expect(lines.slice(-2)).toEqual(['… and 5 more rows', '… and the fields b, n']);
});

test('data stays on its line and cannot steer the terminal', () => {
  const [, line] = formatTable([{ text: 'a\nb\u001b[31mc\u202ed', object: { deep: [1] } }], { width: 80 });
  expect(line).toBe('a⏎b�[31mc�d  {"deep":[1]}');
});

test('nothing to show', () => {
  expect(formatTable([], { width: 80 })).toEqual([]);
  expect(formatTable([{}], { width: 80 })).toEqual([]);
});
