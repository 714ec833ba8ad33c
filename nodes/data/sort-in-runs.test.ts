import { expect, test } from 'vitest';
import { RUN_LENGTH, sortInRuns } from './sort-in-runs.ts';

const never = new AbortController().signal;

test.each([0, 1, RUN_LENGTH, RUN_LENGTH + 1, 3 * RUN_LENGTH + 7])(
  'sorts %i rows as a stable sort does',
  async (length) => {
    const rows = Array.from({ length }, (_, index) => ({ key: (index * 7919) % 101, index }));
    const order = (a: { key: number }, b: { key: number }) => a.key - b.key;
    expect(await sortInRuns(rows, (row) => row, order, never)).toEqual(rows.toSorted(order));
  },
);

test('lets others go first, and stops when aborted', async () => {
  const rows = Array.from({ length: 3 * RUN_LENGTH }, (_, index) => -index);
  const stop = new AbortController();
  const sorting = sortInRuns(
    rows,
    (row) => row,
    (a, b) => a - b,
    stop.signal,
  );
  setImmediate(() => stop.abort(new Error('enough')));
  await expect(sorting).rejects.toThrow();
});
