import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shift, ticks, zoom } from './time-axis.ts';

test('a run of 106 seconds is marked every ten', () => {
  const labels = ticks({ from: 0, to: 110_000 }, 0, 880).map(({ label }) => label);
  expect(labels.slice(0, 3)).toEqual(['10 s', '20 s', '30 s']);
  expect(labels.length).toBe(10);
});

test('marks have room and lie within the range, however long the run', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 1e11 }), fc.integer({ min: 100, max: 2500 }), (span, width) => {
      const marks = ticks({ from: 5, to: 5 + span }, 0, width);
      for (const { at } of marks) expect(at >= 5 && at < 5 + span).toBe(true);
      if (marks.length > 1) {
        const apart = (((marks[1]?.at ?? 0) - (marks[0]?.at ?? 0)) / span) * width;
        expect(apart).toBeGreaterThan(70);
      }
    }),
  );
});

test('zooming and moving never leave the run', () => {
  const whole = { from: 1000, to: 2000 };
  fc.assert(
    fc.property(
      fc.double({ min: 0.05, max: 3, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: -5000, max: 5000 }),
      (factor, share, by) => {
        const near = zoom(whole, factor, share, whole);
        if (!near) return;
        const moved = shift(near, by, whole);
        expect(moved.from).toBeGreaterThanOrEqual(1000);
        expect(moved.to).toBeLessThanOrEqual(2000.001);
        expect(moved.to - moved.from).toBeCloseTo(near.to - near.from);
      },
    ),
  );
});
