import { expect, test } from 'vitest';
import { fieldMeta } from '#contract/node';
import { forEach } from './for-each.ts';
import { next } from './next.ts';
import { repeat } from './repeat.ts';
import { stopLoop } from './stop-loop.ts';

test('for each goes item by item, one at a time, and stops at failures unless told otherwise', () => {
  expect(forEach.params.parse({})).toEqual({ batchSize: 1, concurrency: 1, onItemError: 'stop' });
  expect(forEach.params.safeParse({ batchSize: 0 }).success).toBe(false);
  expect(forEach.params.safeParse({ concurrency: 0 }).success).toBe(false);
});

test('repeat checks after each round, a hundred at most, with one condition', () => {
  expect(repeat.params.parse({})).toEqual({ check: 'after', max: 100 });
  expect(repeat.params.safeParse({ until: '{{ true }}', while: '{{ true }}' }).success).toBe(false);
});

test('loop conditions and lists are left to the interpreter', () => {
  expect(fieldMeta(forEach, ['items']).deferred).toBe(true);
  expect(fieldMeta(repeat, ['until']).deferred).toBe(true);
  expect(fieldMeta(repeat, ['while']).deferred).toBe(true);
  expect(fieldMeta(repeat, ['max']).deferred).toBeUndefined();
});

test('loop control says what it means', () => {
  expect(next.direct()).toEqual({ do: 'next' });
  expect(stopLoop.direct()).toEqual({ do: 'stopLoop' });
});
