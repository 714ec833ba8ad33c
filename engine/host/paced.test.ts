import { expect, test } from 'vitest';
import type { Item } from '#contract/node';
import { paced } from './paced.ts';

const items = (count: number): Item[] => Array.from({ length: count }, (_, n) => ({ json: { n } }));

async function take(parts: readonly (readonly Item[])[]): Promise<{ taken: Item[]; turns: number }> {
  let turns = 0;
  const count = (): void => {
    turns++;
    turning = setImmediate(count);
  };
  let turning = setImmediate(count);
  const taken: Item[] = [];
  for await (const part of paced(oneByOne(parts))) {
    expect(part.length).toBeLessThanOrEqual(1000);
    taken.push(...part);
  }
  clearImmediate(turning);
  return { taken, turns };
}

async function* oneByOne(
  parts: readonly (readonly Item[])[],
): AsyncGenerator<readonly Item[], void, undefined> {
  yield* parts;
}

test('a short input comes in one turn, so that a crash finds all of it or nothing', async () => {
  expect(await take([items(3), items(5)])).toEqual({ taken: [...items(3), ...items(5)], turns: 0 });
});

test('a long one lets other work have its turn every thousand items, in one piece or in many', async () => {
  const whole = await take([items(10_000)]);
  expect(whole.taken).toEqual(items(10_000));
  expect(whole.turns).toBeGreaterThanOrEqual(9);
  expect((await take(Array.from({ length: 10 }, () => items(1000)))).turns).toBeGreaterThanOrEqual(9);
});
