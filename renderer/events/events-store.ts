import { create } from 'zustand';
import type { EventDetail, EventEntry, InboxState } from '#contract/api';
import { engine, sentenceOf, whenOpen } from '#renderer/api';
import { useEditor } from '#renderer/editor';

interface EventFilter {
  search: string;
  /** Path of the flow; empty for all. */
  flow: string;
  state: InboxState | 'any';
}

interface Events {
  filter: EventFilter;
  events: readonly EventEntry[];
  more: boolean;
  state: 'loading' | 'ready' | 'failed';
  failure: string | undefined;
}

const NO_FILTER: EventFilter = { search: '', flow: '', state: 'any' };
const PAGE = 60;

/** The events page's list: what is looked for and what was found, newest first. */
export const useEvents = create<Events>(() => ({
  filter: NO_FILTER,
  events: [],
  more: false,
  state: 'loading',
  failure: undefined,
}));

/** Counts questions: an answer to an earlier one is dropped. */
let asked = 0;
let loadingMore = false;

export function isFiltered({ search, flow, state }: EventFilter): boolean {
  return search !== '' || flow !== '' || state !== 'any';
}

export function clearFilter(): Promise<void> {
  return changeFilter(NO_FILTER);
}

/** Looks for other events. */
export function changeFilter(change: Partial<EventFilter>): Promise<void> {
  useEvents.setState(({ filter }) => ({ filter: { ...filter, ...change }, state: 'loading' }));
  return loadEvents();
}

/** Opens the page with the events that are in a state. */
export function showEvents(state: InboxState): Promise<void> {
  useEditor.setState({ page: 'events', event: undefined });
  return changeFilter({ ...NO_FILTER, state });
}

/** Loads the first page; of what has been loaded beyond it nothing is lost. */
export async function loadEvents(): Promise<void> {
  const mine = ++asked;
  const { filter, state } = useEvents.getState();
  try {
    await whenOpen();
    const page = await find(filter, undefined);
    if (mine !== asked) return;
    const before = state === 'ready' ? useEvents.getState() : undefined;
    useEvents.setState({ ...joined(page, before), state: 'ready', failure: undefined });
  } catch (thrown) {
    if (mine === asked) useEvents.setState({ state: 'failed', failure: sentenceOf(thrown) });
  }
}

/** Loads the page after the last event. */
export async function loadMoreEvents(): Promise<void> {
  const { filter, events, more, state } = useEvents.getState();
  const last = events.at(-1);
  if (!more || !last || loadingMore || state !== 'ready') return;
  const mine = asked;
  loadingMore = true;
  try {
    const page = await find(filter, last.event);
    if (mine !== asked) return;
    useEvents.setState(({ events: loaded }) => ({ events: [...loaded, ...page.events], more: page.more }));
  } catch {
    // The connection was lost: scrolling on asks again.
  } finally {
    loadingMore = false;
  }
}

/** One event with what was sent. */
export function readEvent(event: string, signal: AbortSignal): Promise<EventDetail> {
  return engine.events.get({ event }, { signal });
}

/** A fresh first page before what had been loaded, where they touch. */
function joined(page: { events: readonly EventEntry[]; more: boolean }, before: Events | undefined) {
  const last = page.events.at(-1)?.event;
  const touches = before?.events.some(({ event }) => event === last) ?? false;
  if (!before || !page.more || !touches || last === undefined) return page;
  // Ids ascend with time.
  const older = before.events.filter(({ event }) => event < last);
  return { events: [...page.events, ...older], more: older.length > 0 ? before.more : page.more };
}

function find({ search, flow, state }: EventFilter, before: string | undefined) {
  return engine.events.list({
    ...(search === '' ? {} : { search }),
    ...(flow === '' ? {} : { flow }),
    ...(state === 'any' ? {} : { state: [state] }),
    ...(before === undefined ? {} : { before }),
    limit: PAGE,
  });
}
