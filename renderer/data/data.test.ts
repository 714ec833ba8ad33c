import { describe, expect, test } from 'vitest';
import { arrange } from './arrange.ts';
import { columnsOf, fittedWidths } from './columns.ts';
import { jsonLines } from './json-lines.ts';
import { binOf, profileOf } from './profile.ts';
import { sameItem } from './same-item.ts';
import { schemaOf } from './schema-of.ts';
import { inIteration, iterationsOf } from './step-key.ts';
import { cellText, valueType } from './value-type.ts';

const items = (rows: readonly Record<string, unknown>[]) => rows.map((json) => ({ json }));

describe('types', () => {
  test.each([
    ['2026-11-22', 'date'],
    ['2026-11-22T10:00:00Z', 'date'],
    ['2026-11', 'text'],
    [3, 'number'],
    [false, 'bool'],
    [null, 'none'],
    [[1], 'list'],
    [{}, 'object'],
  ])('%j is %s', (value, type) => expect(valueType(value)).toBe(type));

  test('cells are one line and never long', () => {
    expect(cellText('a\n b')).toBe('a b');
    expect(cellText('x'.repeat(50_000_000)).length).toBe(301);
    expect(cellText(new Array(50).fill(0))).toBe('[50 entries]');
    expect(cellText({ a: 1, b: [null, 'x'] })).toBe('{"a":1,"b":[null,"x"]}');
    expect(cellText({ a: { b: 'y'.repeat(5_000_000) }, c: 1 }).length).toBeLessThan(330);
  });
});

describe('profiles', () => {
  test('numbers have bars, and a value its bin', () => {
    const profile = profileOf([0, 1, 2, 8, null]);
    expect(profile).toMatchObject({ type: 'number', count: 5, present: 4, distinct: 4 });
    expect(profile.bars).toEqual([1, 1, 1, 0, 0, 0, 0, 1]);
    expect([binOf(profile, 0), binOf(profile, 8), binOf(profile, 'x')]).toEqual([0, 7, undefined]);
  });

  test('dates have bars too', () => {
    expect(profileOf(['2026-01-01', '2026-01-08', '2026-01-02']).bars?.reduce((a, b) => a + b)).toBe(3);
  });

  test('few values have shares, many a count', () => {
    expect(profileOf(['a', 'a', 'b', 'a']).shares).toEqual([
      { value: 'a', share: 0.75 },
      { value: 'b', share: 0.25 },
    ]);
    expect(profileOf(['a', 'b', 'c'])).toMatchObject({ shares: undefined, distinct: 3 });
    expect(profileOf([1, 'a', 1]).type).toBe('mixed');
    expect(profileOf([])).toMatchObject({ type: 'none', bars: undefined });
  });
});

describe('columns', () => {
  test('every field once, in the order of appearance', () => {
    const columns = columnsOf(items([{ a: 1 }, { b: 'x', a: 2 }]));
    expect(columns.map(({ name, profile }) => [name, profile.type, profile.present])).toEqual([
      ['a', 'number', 2],
      ['b', 'text', 1],
    ]);
  });

  test('fill the width, or keep theirs', () => {
    const columns = columnsOf(items([{ a: 1, b: 2 }]));
    expect(fittedWidths(columns, 401).reduce((x, y) => x + y)).toBe(401);
    expect(fittedWidths(columns, 50)).toEqual(columns.map(({ width }) => width));
  });

  test('sorting and filtering keep places; nothing comes last', () => {
    const placed = items([{ n: 10 }, { n: null }, { n: 9, t: 'Xa' }]).map((item, index) => ({ item, index }));
    const order = (down: boolean) => arrange(placed, '', { column: 'n', down }).map(({ index }) => index);
    expect(order(false)).toEqual([2, 0, 1]);
    expect(order(true)).toEqual([0, 2, 1]);
    expect(arrange(placed, 'xA', undefined).map(({ index }) => index)).toEqual([2]);
  });
});

test('schema: types, how often, entries of lists', () => {
  const rows = schemaOf([
    { id: 1, lines: [{ sku: 'a' }, { sku: 'b', qty: 2 }] },
    { id: 'x', lines: [] },
    { id: 2 },
  ]);
  expect(rows.map(({ path, type, share }) => [path.join('.'), type, share])).toEqual([
    ['id', 'mixed', 1],
    ['lines', 'list', 2 / 3],
    ['lines.0.sku', 'text', 1],
    ['lines.0.qty', 'number', 0.5],
  ]);
});

describe('JSON lines', () => {
  const value = { a: [1, { b: 'x' }], c: {}, d: null };
  test('print the value', () => {
    const text = jsonLines(value, new Set())
      .map((line) => `${line.key === undefined ? '' : `"${line.key}":`}${line.text}${line.comma ? ',' : ''}`)
      .join('');
    expect(JSON.parse(text)).toEqual(value);
  });

  test('fold, and cut long texts', () => {
    expect(jsonLines(value, new Set(['/a'])).map(({ text }) => text)).toContain('[ 2 entries ]');
    expect(jsonLines('y'.repeat(5000), new Set())[0]).toMatchObject({ more: 4000 });
  });
});

test('the same item on the other side', () => {
  const others = () => items([{ a: 2 }, { a: 1 }]).map((item, index) => ({ item, index: index + 5 }));
  const counts = { before: 3, after: 3, oneForOne: true };
  expect(sameItem(undefined, 2, counts, others)).toBe(2);
  expect(sameItem({ json: { a: 1 } }, 0, { ...counts, oneForOne: false }, others)).toBe(6);
  expect(sameItem({ json: { a: 3 } }, 0, { ...counts, after: 2 }, others)).toBeUndefined();
});

test('a step tells its loops, and the same step in another iteration', () => {
  expect(iterationsOf('orders/each[3]/lines/each[0]/post')).toEqual([
    { container: 'orders', index: 3 },
    { container: 'lines', index: 0 },
  ]);
  expect(inIteration('orders/each[3]/lines/each[0]/post', 'orders', 4)).toBe(
    'orders/each[4]/lines/each[0]/post',
  );
  expect(iterationsOf('post')).toEqual([]);
});
