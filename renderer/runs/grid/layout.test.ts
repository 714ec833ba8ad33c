import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CELL, cellAt, gridLayout, STEP } from './layout.ts';

test('three hundred iterations in the width of a panel stand thirty in a row', () => {
  expect(gridLayout(300, 548)).toEqual({ columns: 30, rows: 10, labels: 28, height: 160 });
});

test('every cell is found where it is drawn, and fits the width', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.integer({ min: 90, max: 2000 }),
      fc.nat(),
      (count, width, pick) => {
        const layout = gridLayout(count, width);
        const index = pick % count;
        const x = layout.labels + (index % layout.columns) * STEP + CELL / 2;
        const y = Math.floor(index / layout.columns) * STEP + CELL / 2;
        expect(cellAt(layout, count, x, y)).toBe(index);
        expect(layout.labels + layout.columns * STEP).toBeLessThanOrEqual(width);
        expect(layout.rows * layout.columns).toBeGreaterThanOrEqual(count);
      },
    ),
  );
});
