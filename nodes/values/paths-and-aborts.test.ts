import { describe, expect, it } from 'vitest';
import { getPath, untilAborted } from './index.ts';

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
