import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareValues, isBlank, keyOf, keyOfAll, readNumber } from './index.ts';

test.each([
  [12, 12],
  ['12.50', 12.5],
  [' -3 ', -3],
  ['1e3', 1000],
  ['', undefined],
  ['0x10', undefined],
  ['Infinity', undefined],
  ['12 EUR', undefined],
  [Number.NaN, undefined],
  [true, undefined],
  [null, undefined],
])('reads %j as %j', (value, number) => {
  expect(readNumber(value)).toBe(number);
});

test('only nothing and empty text are blank', () => {
  expect([undefined, null, ''].every(isBlank)).toBe(true);
  expect([0, false, ' ', [], {}].some(isBlank)).toBe(false);
});

test('equal data has equal keys, whatever the order of its properties', () => {
  expect(keyOf({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(keyOf({ b: [{ d: 3, c: 2 }], a: 1 }));
  expect(keyOf(7)).toBe(keyOf('7'));
  expect(keyOf(null)).not.toBe(keyOf('null'));
  expect(keyOf([1])).not.toBe(keyOf('[1]'));
});

test('lists of values have equal keys only when their values have', () => {
  const values = fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), {
    minLength: 2,
    maxLength: 3,
  });
  fc.assert(
    fc.property(values, values, (a, b) => {
      const same = a.length === b.length && a.every((value, index) => keyOf(value) === keyOf(b[index]));
      expect(keyOfAll(a) === keyOfAll(b)).toBe(same);
    }),
  );
});

test('numbers come before text, text sorts naturally', () => {
  const values = ['file10', '10.5', 'b', 'file9', 2, 'ä', '10.25', true, { a: 1 }];
  expect(values.sort(compareValues)).toEqual([
    2,
    '10.25',
    '10.5',
    'ä',
    'b',
    'file9',
    'file10',
    true,
    { a: 1 },
  ]);
});

test('the order is a total one', () => {
  const value = fc.jsonValue();
  fc.assert(
    fc.property(value, value, value, (a, b, c) => {
      expect(Math.sign(compareValues(a, b))).toBe(-Math.sign(compareValues(b, a)) + 0);
      if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0)
        expect(compareValues(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});
