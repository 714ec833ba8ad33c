import { describe, expect, it } from 'vitest';
import { getPath, milliseconds, untilAborted } from './index.ts';

describe('getPath', () => {
  const value = { a: { b: [{ c: 1 }] }, 'a.b': 'dotted', none: null };
  it.each([
    ['a.b', 'dotted'],
    ['a.b.0.c', 1],
    ['none', null],
    ['none.x', undefined],
    ['a.x.y', undefined],
    ['__proto__', undefined],
    ['constructor.name', undefined],
    ['a.b.length', 1],
  ])('%s', (path, expected) => {
    expect(getPath(value, path)).toBe(expected);
  });
});

describe('milliseconds', () => {
  it.each([
    ['50ms', 50],
    ['5s', 5000],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
  ])('%s', (text, expected) => {
    expect(milliseconds(text)).toBe(expected);
  });
  it.each(['', '5', '5 s', '-1s', '5w'])('refuses %j', (text) => {
    expect(() => milliseconds(text)).toThrow('is not a duration');
  });
});

describe('untilAborted', () => {
  it('ends with the reason', async () => {
    const abort = new AbortController();
    async function* endless() {
      for (let i = 0; ; i++) yield i;
    }
    const seen: number[] = [];
    const reading = (async () => {
      for await (const value of untilAborted(endless(), abort.signal)) {
        seen.push(value);
        if (value === 2) abort.abort(new Error('enough'));
      }
    })();
    await expect(reading).rejects.toThrow('enough');
    expect(seen).toEqual([0, 1, 2]);
  });
});
