import { expect, test } from 'vitest';
import type { RunEntry } from '#contract/api';
import { mergeRuns, type RunFilter } from './run-history.ts';

const FILTER: RunFilter = { search: '', flow: '', status: 'running', period: 'any' };

function entry(run: string, startedAt: number, status: RunEntry['status'] = 'running'): RunEntry {
  const flow = { id: 'f', name: 'F', hash: 'h', path: undefined };
  return {
    run,
    flow,
    trigger: 't',
    status,
    startedAt,
    finishedAt: undefined,
    error: undefined,
    parent: undefined,
  };
}

const ids = (runs: readonly RunEntry[]) => runs.map(({ run, status }) => `${run} ${status}`);

test('a fresh page replaces what it tells anew and keeps what was loaded below it', () => {
  const loaded = [entry('c', 3), entry('b', 2), entry('a', 1, 'failed')];
  const page = { runs: [entry('d', 4), entry('c', 3, 'failed')], more: true };
  expect(ids(mergeRuns(page.runs, loaded, page, FILTER))).toEqual([
    'd running',
    'c failed',
    'b running',
    'a failed',
  ]);
});

test('a run that fits the filter no longer goes', () => {
  const loaded = [entry('c', 3), entry('b', 2), entry('a', 1)];
  const page = { runs: [entry('c', 3), entry('a', 1)], more: false };
  expect(ids(mergeRuns(page.runs, loaded, page, FILTER))).toEqual(['c running', 'a running']);
});

test('a page of older runs goes below, without telling one twice', () => {
  expect(ids(mergeRuns([entry('c', 3), entry('b', 2)], [entry('b', 2), entry('a', 1)]))).toEqual([
    'c running',
    'b running',
    'a running',
  ]);
});
