import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Item } from '#contract/node';
import { concatLists, type ListBuilder } from '#contract/run';
import { SpillingLists } from './spilling-lists.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'flowbench-lists-')), 'scratch');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

/** Far less than a chunk takes, so that nearly everything is on disk. */
const TINY = 10;
const item = (n: number): Item => ({ json: { n, text: `é${n}\u2028` } });
const itemsFrom = (from: number, count: number): Item[] =>
  Array.from({ length: count }, (_, k) => item(from + k));
const written = (): string[] => (existsSync(folder) ? readdirSync(folder) : []);

function filled(lists: SpillingLists, count: number): ListBuilder {
  const builder = lists.builder();
  builder.append(itemsFrom(0, count));
  return builder;
}

test('reads as plain arrays do, whatever is appended, read, joined and released in between', () => {
  const action = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('append' as const), count: fc.integer({ min: 0, max: 2500 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('at' as const),
        share: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('slice' as const), from: fc.nat(9000), length: fc.nat(3000) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('concat' as const), from: fc.nat(9000), length: fc.nat(3000) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const) }) },
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), action), { maxLength: 25 }), (actions) => {
      const lists = new SpillingLists(folder, TINY);
      const real = [lists.builder(), lists.builder(), lists.builder()];
      const plain: Item[][] = [[], [], []];
      let next = 0;
      for (const [which, act] of actions) {
        const builder = real[which] as ListBuilder;
        const array = plain[which] as Item[];
        if (act.do === 'append') {
          const items = itemsFrom(next, act.count);
          next += act.count;
          builder.append(items);
          array.push(...items);
        } else if (act.do === 'at' && array.length > 0) {
          const index = Math.floor(act.share * array.length);
          expect(builder.list.at(index)).toEqual(array[index]);
        } else if (act.do === 'slice') {
          expect(builder.list.slice(act.from, act.from + act.length)).toEqual(
            array.slice(act.from, act.from + act.length),
          );
        } else if (act.do === 'concat') {
          const joined = concatLists(real.map((each) => each.list));
          expect(joined.slice(act.from, act.from + act.length)).toEqual(
            plain.flat().slice(act.from, act.from + act.length),
          );
        } else if (act.do === 'release') {
          builder.list.release();
          real[which] = lists.builder();
          plain[which] = [];
        }
        expect(real.map((each) => each.length)).toEqual(plain.map((each) => each.length));
      }
      for (const [which, builder] of real.entries()) expect(builder.list.toArray()).toEqual(plain[which]);
      lists.close();
    }),
    { numRuns: 40 },
  );
});

test('what fits stays in memory and writes nothing', () => {
  const lists = new SpillingLists(folder, 1e9);
  filled(lists, 5000);
  expect(written()).toEqual([]);
  lists.close();
});

test('a list can be read while it grows', () => {
  const lists = new SpillingLists(folder, TINY);
  const builder = lists.builder();
  for (let n = 0; n < 5000; n += 700) {
    builder.append(itemsFrom(n, 700));
    expect(builder.list.at(n)).toEqual(item(n));
    expect(builder.list.slice(0, 2)).toEqual([item(0), item(1)]);
  }
  lists.close();
});

test('the scratch file is private, and goes when the lists do', () => {
  const lists = new SpillingLists(folder, TINY);
  filled(lists, 5000);
  expect(written()).toHaveLength(1);
  lists.close();
  expect(written()).toEqual([]);
  lists.close();
});

test('what is released makes room, in memory and on disk', () => {
  const lists = new SpillingLists(folder, TINY);
  filled(lists, 5000).list.release();
  const before = lists.diskSize;
  for (let round = 0; round < 5; round++) filled(lists, 5000).list.release();
  expect(lists.diskSize).toBe(before);
  lists.close();
});

test('a chunk that was read back and released is not read as another one', () => {
  const lists = new SpillingLists(folder, TINY);
  const a = filled(lists, 3000);
  const b = filled(lists, 3000);
  expect(a.list.at(0)).toEqual(item(0));
  a.list.release();
  for (let n = 0; n < 3000; n += 500) expect(b.list.at(n)).toEqual(item(n));
  expect(() => a.list.at(0)).toThrow();
  lists.close();
});

test('a disk that takes nothing is told of in a sentence', () => {
  writeFileSync(folder, 'a file where the scratch folder should be');
  expect(() => filled(new SpillingLists(folder, TINY), 5000)).toThrow(
    expect.objectContaining({ code: 'SCRATCH_FAILED', hint: expect.any(String) }),
  );
});
