import { setImmediate } from 'node:timers/promises';

/** Rows sorted at one go: a few milliseconds. */
export const RUN_LENGTH = 5_000;

/**
 * Sorts what `rowOf` makes of a long list without keeping the engine from other work: sorts runs of
 * it, then merges them in pairs, and lets others go first in between. Stable.
 * Ends with the signal's reason when that is aborted.
 */
export async function sortInRuns<S, T>(
  list: readonly S[],
  rowOf: (entry: S) => T,
  order: (a: T, b: T) => number,
  signal: AbortSignal,
): Promise<T[]> {
  let runs: T[][] = [];
  for (let at = 0; at < list.length; at += RUN_LENGTH) {
    const run = list.slice(at, at + RUN_LENGTH).map((entry) => rowOf(entry));
    runs.push(run.sort(order));
    await setImmediate(undefined, { signal });
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(await mergeTwo(runs[at] ?? [], runs[at + 1] ?? [], order, signal));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function mergeTwo<T>(
  left: readonly T[],
  right: readonly T[],
  order: (a: T, b: T) => number,
  signal: AbortSignal,
): Promise<T[]> {
  const merged: T[] = [];
  let [l, r] = [0, 0];
  while (l < left.length || r < right.length) {
    const takeLeft = r >= right.length || (l < left.length && order(left[l] as T, right[r] as T) <= 0);
    merged.push((takeLeft ? left[l++] : right[r++]) as T);
    if (merged.length % RUN_LENGTH === 0) await setImmediate(undefined, { signal });
  }
  return merged;
}
