import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FAILED_ATTEMPT, MOST_SEGMENTS, Segments, WORK } from './segments.ts';

test('a hundred thousand stretches are drawn together without losing one', () => {
  const segments = new Segments();
  for (let nr = 0; nr < 100_000; nr++) {
    segments.add(WORK, nr % 4, nr * 10, nr * 10 + 8, nr);
    if (nr % 100 === 0) segments.add(FAILED_ATTEMPT, nr % 4, nr * 10 + 8, nr * 10 + 8, nr);
  }
  expect(segments.length).toBeLessThanOrEqual(MOST_SEGMENTS);
  const all = Array.from({ length: segments.length }, (_, at) => segments.at(at));
  expect(all.filter(({ kind }) => kind === WORK).reduce((sum, { count }) => sum + count, 0)).toBe(100_000);
  expect(all.filter(({ kind }) => kind !== WORK).reduce((sum, { count }) => sum + count, 0)).toBe(1000);
  expect(Math.min(...all.map(({ begin }) => begin))).toBe(0);
  expect(Math.max(...all.map(({ end }) => end))).toBe(999_998);
  expect(segments.grain).toBeLessThanOrEqual(1_000_000 / 250);
});

test('what is drawn together spans no more than the grain', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 9000, maxLength: 9100 }), (gaps) => {
      const segments = new Segments();
      let at = 0;
      for (const gap of gaps) {
        segments.add(WORK, 0, at, at + 1, 0);
        at += gap + 1;
      }
      for (let index = 0; index < segments.length; index++) {
        const { begin, end, count } = segments.at(index);
        if (count > 1) expect(end - begin).toBeLessThanOrEqual(segments.grain);
      }
    }),
    { numRuns: 5 },
  );
});
