import { create } from 'zustand';
import type { RunEntry, RunListStatus } from '#contract/api';
import { engine, sentenceOf, whenOpen } from '#renderer/api';

export type Period = 'any' | 'hour' | 'day' | 'week';

export interface RunFilter {
  search: string;
  /** Flow id; empty for all. */
  flow: string;
  status: RunListStatus | 'any';
  period: Period;
}

interface History {
  filter: RunFilter;
  runs: readonly RunEntry[];
  more: boolean;
  state: 'loading' | 'ready' | 'failed';
  failure: string | undefined;
}

const NO_FILTER: RunFilter = { search: '', flow: '', status: 'any', period: 'any' };

/** The runs page's list: what is looked for and what was found, newest first. */
export const useHistory = create<History>(() => ({
  filter: NO_FILTER,
  runs: [],
  more: false,
  state: 'loading',
  failure: undefined,
}));

const PAGE = 60;
const PERIODS: Readonly<Record<Period, number>> = {
  any: Number.POSITIVE_INFINITY,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** Counts questions: an answer to an earlier one is dropped. */
let asked = 0;

export function isFiltered({ search, flow, status, period }: RunFilter): boolean {
  return search !== '' || flow !== '' || status !== 'any' || period !== 'any';
}

export function clearFilter(): Promise<void> {
  return changeFilter(NO_FILTER);
}

/** Looks for other runs. */
export function changeFilter(change: Partial<RunFilter>): Promise<void> {
  useHistory.setState(({ filter }) => ({ filter: { ...filter, ...change }, state: 'loading' }));
  return load();
}

/** Loads the first page. */
export async function load(): Promise<void> {
  const mine = ++asked;
  try {
    await whenOpen();
    const page = await find(useHistory.getState().filter, undefined);
    if (mine === asked) useHistory.setState({ ...page, state: 'ready', failure: undefined });
  } catch (thrown) {
    if (mine === asked) useHistory.setState({ state: 'failed', failure: sentenceOf(thrown) });
  }
}

let loadingMore = false;

/** Loads the page after the last run. */
export async function loadMore(): Promise<void> {
  const { filter, runs, more, state } = useHistory.getState();
  const last = runs.at(-1);
  if (!more || !last || loadingMore || state !== 'ready') return;
  const mine = asked;
  loadingMore = true;
  try {
    const page = await find(filter, last.startedAt);
    if (mine !== asked) return;
    useHistory.setState(({ runs: before }) => ({ runs: mergeRuns(before, page.runs), more: page.more }));
  } catch {
    // The connection was lost: scrolling on asks again.
  } finally {
    loadingMore = false;
  }
}

/** Takes in what is new since, without moving what has been loaded. */
export async function refresh(): Promise<void> {
  const { filter, state, runs } = useHistory.getState();
  if (state !== 'ready') return load();
  const mine = asked;
  const page = await find(filter, undefined);
  if (mine !== asked) return;
  // Nothing in common: what lies between is not known.
  const known = new Set(runs.map(({ run }) => run));
  const joins = !page.more || page.runs.some(({ run }) => known.has(run));
  useHistory.setState(joins ? { runs: mergeRuns(page.runs, runs, page, filter) } : page);
}

/** One list of two, newest first; where both have a run, `first` knows better. */
export function mergeRuns(
  first: readonly RunEntry[],
  second: readonly RunEntry[],
  page?: { runs: readonly RunEntry[]; more: boolean },
  filter?: RunFilter,
): readonly RunEntry[] {
  const have = new Set(first.map(({ run }) => run));
  // What a fresh page should have shown and did not fits the filter no longer.
  const since = page && filter && (page.more ? page.runs.at(-1)?.startedAt : Number.NEGATIVE_INFINITY);
  const rest = second.filter(
    ({ run, startedAt }) => !have.has(run) && (since === undefined || startedAt < since),
  );
  return [...first, ...rest].sort((a, b) => b.startedAt - a.startedAt);
}

async function find(filter: RunFilter, before: number | undefined) {
  const { search, flow, status, period } = filter;
  const { runs, more } = await engine.runs.list({
    ...(search === '' ? {} : { search }),
    ...(flow === '' ? {} : { flow }),
    ...(status === 'any' ? {} : { status: [status] }),
    ...(before === undefined ? {} : { before }),
    limit: PAGE,
  });
  const since = Date.now() - PERIODS[period];
  const fresh = runs.filter(({ startedAt }) => startedAt >= since);
  return { runs: fresh, more: more && fresh.length === runs.length };
}
