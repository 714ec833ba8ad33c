import { expect, it } from 'vitest';
import { Cutter } from './cut-values.ts';

it('leaves what is small as it is', () => {
  const value = { a: [1, 'two', null, { b: true }] };
  const cutter = new Cutter();
  expect(cutter.cut(value, '0')).toBe(value);
  expect(cutter.paths).toEqual([]);
});

it('cuts long texts and lists, and says where', () => {
  const cutter = new Cutter();
  const value = { text: 'x'.repeat(20_000), deep: { list: new Array(3_000).fill(1) }, small: 'y' };
  const cut = cutter.cut(value, '7');
  expect(cut.text).toHaveLength(10_000);
  expect(cut.deep.list).toHaveLength(1_000);
  expect(cut.small).toBe('y');
  expect(cutter.paths).toEqual(['7/text', '7/deep/list']);
});

it('bounds what one answer has in all', () => {
  const cutter = new Cutter();
  const items = Array.from({ length: 500 }, (_, index) =>
    cutter.cut(
      { json: Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`f${n}`, 'x'.repeat(9_000)])) },
      `${index}`,
    ),
  );
  expect(JSON.stringify(items).length).toBeLessThan(12_000_000);
  expect(cutter.paths.length).toBeGreaterThan(100);
});
