import { expect, test } from 'vitest';
import type { NodeRun } from '#renderer/run';
import { progressOf } from './progress.ts';

const NODE: NodeRun = {
  state: 'running',
  itemsIn: 1,
  out: {},
  retries: 0,
  ms: 0,
  startedAt: 0,
  steps: 1,
  failed: 0,
  error: undefined,
  wait: undefined,
  settled: undefined,
  loop: undefined,
  pinned: false,
  step: 'a',
};
const loop = (ended: number, count: number) => ({ ended, count, failed: 0, concurrency: 4, collected: 0 });

test('the longest list that is worked through tells rate and time left', () => {
  const nodes = [NODE, { ...NODE, loop: loop(218, 300) }, { ...NODE, itemsIn: 40, settled: 2 }];
  expect(progressOf(nodes, 18_400)).toEqual({ done: 218, all: 300, text: '218 of 300, 12/s, 6.9 s left' });
});

test('before anything is done there is no rate; ended lists and single items tell nothing', () => {
  expect(progressOf([{ ...NODE, loop: loop(0, 300) }], 500)?.text).toBe('0 of 300');
  expect(progressOf([NODE, { ...NODE, state: 'done', loop: loop(300, 300) }], 500)).toBeUndefined();
});
