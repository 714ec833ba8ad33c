import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { RunEvent } from '#contract/run';
import type { Bench, Laboratory } from './laboratory.ts';

/** How many children at once. */
const LANES = 2;

/**
 * Kills a run the first, second, third … time it reaches a crash point, until it
 * is too short for that. Each time another process takes it up, and must come to
 * the same end as a run that nobody killed, and have posted every item once:
 * twice only where the first time was in doubt when it died.
 *
 * @param check more that must be true of every finished bench, the unkilled one included
 */
export async function killAnywhere(
  laboratory: Laboratory,
  flows: Record<string, object>,
  point = 'journal.append',
  check: (bench: Bench) => void = () => undefined,
): Promise<void> {
  const whole = laboratory.bench(flows);
  const [expected] = (await whole.start()).results;
  const runs = whole.journal().length;
  expectPosts(laboratory, whole, new Set());
  check(whole);
  const kills = await forEachUntilDone(async (n) => {
    const bench = laboratory.bench(flows);
    if (!(await bench.start(`${point}:${n}`)).killed) return 'done';
    const before = bench.journal();
    const unfinished = before.filter(({ record }) => record.finishedAt === undefined);
    const results = await bench.resume();
    // Killed before anything of it was on disk, the run never was.
    if (before.length === 0) return 'more';
    const after = bench.journal();
    expect(after.map(({ record }) => record.status)).toEqual(
      whole.journal().map(({ record }) => record.status),
    );
    expect(after).toHaveLength(runs);
    const main = results.find(({ run }) => run === before[0]?.record.id);
    if (unfinished.some(({ record }) => record.id === before[0]?.record.id)) {
      expect(main?.outputs).toEqual(expected?.outputs);
      expect(main?.error?.message).toBe(expected?.error?.message);
    } else expect(main).toBeUndefined();
    expectPosts(laboratory, bench, new Set(before.flatMap(({ record, facts }) => inDoubt(record.id, facts))));
    check(bench);
    return 'more';
  });
  expect(kills).toBeGreaterThan(2);
}

/** Every post that the journal says has been made was made once, unless it was in doubt. */
function expectPosts(laboratory: Laboratory, bench: Bench, doubtful: ReadonlySet<string>): void {
  for (const { record, facts } of bench.journal()) {
    const attempts = Map.groupBy(
      facts.filter((fact) => fact.type === 'item.started'),
      (fact) => keyOf(record.id, fact.step, fact.item),
    );
    for (const [key, begun] of attempts) {
      const made = laboratory.posts.filter((post) => post.key === key).length;
      // In doubt means begun, and perhaps not made.
      expect(made).toBeGreaterThanOrEqual(begun.length - (doubtful.has(key) ? 1 : 0));
      expect(made).toBeLessThanOrEqual(begun.length);
      const repeats = facts.filter(
        (fact) => fact.type === 'step.retrying' && keyOf(record.id, fact.step, fact.item) === key,
      ).length;
      expect(begun.length).toBeLessThanOrEqual(1 + repeats + (doubtful.has(key) ? 1 : 0));
    }
  }
}

/** Keys of what has begun and not ended. */
function inDoubt(run: string, facts: readonly RunEvent[]): string[] {
  const begun = new Set<string>();
  for (const fact of facts) {
    if (fact.type === 'item.started') begun.add(keyOf(run, fact.step, fact.item));
    else if (fact.type === 'step.retrying') begun.delete(keyOf(run, fact.step, fact.item));
    else if (fact.type === 'step.checkpoint') {
      for (let k = 0; k < fact.count; k++) begun.delete(keyOf(run, fact.step, fact.from + k));
    }
  }
  return [...begun];
}

/** The idempotency key of an item, as the engine derives it. */
function keyOf(run: string, step: string, item: number | undefined): string {
  const text = JSON.stringify([run, step, item ?? 0]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Does something for 1, 2, 3 and so on, a few at a time, until it says that there is nothing left. */
async function forEachUntilDone(act: (n: number) => Promise<'more' | 'done'>): Promise<number> {
  let n = 0;
  let done = false;
  const lane = async (): Promise<void> => {
    while (!done) if ((await act(++n)) === 'done') done = true;
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return n;
}
