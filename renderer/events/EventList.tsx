import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { EventEntry } from '#contract/api';
import { useConnection } from '#renderer/api';
import { showEvent, useEditor } from '#renderer/editor';
import { clockText, dayText, StateGlyph } from '#renderer/ui';
import { useWorkspace } from '#renderer/workspace';
import { isFiltered, loadEvents, loadMoreEvents, useEvents } from './events-store.ts';
import { EVENT_STATES, shownAddress } from './words.ts';

const ROW = 44;
const REFRESH_EVERY = 2000;

/** Every event that fits the filters, newest first; more come with scrolling, new ones by themselves. */
export function EventList() {
  const { events, state, failure, filter } = useEvents();
  const chosen = useEditor((editor) => editor.event);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => events[index]?.event ?? index,
    overscan: 8,
  });
  const visible = list.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useFreshEvents();
  useEffect(() => {
    if (last >= events.length - 10) loadMoreEvents();
  }, [last, events.length]);
  useEffect(() => {
    const [newest] = events;
    if (chosen === undefined && newest) showEvent(newest.event);
  }, [chosen, events]);

  const move = (press: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: 10,
      PageUp: -10,
      Home: -events.length,
      End: events.length,
    };
    const step = steps[press.key];
    if (step === undefined || press.ctrlKey || press.metaKey) return;
    press.preventDefault();
    const at = events.findIndex(({ event }) => event === chosen);
    const next = Math.min(events.length - 1, Math.max(0, at + step));
    const entry = events[next];
    if (entry) showEvent(entry.event);
    list.scrollToIndex(next);
  };
  if (events.length === 0) {
    return <div className="empty">{emptyText(state, failure, isFiltered(filter))}</div>;
  }
  return (
    <div
      ref={scroller}
      className="runs-list"
      role="listbox"
      aria-label="Events, newest first"
      tabIndex={0}
      aria-activedescendant={visible.some(({ key }) => key === chosen) ? optionId(chosen ?? '') : undefined}
      onKeyDown={move}
    >
      <div style={{ height: list.getTotalSize(), position: 'relative' }} role="presentation">
        {visible.map(({ index, start, size, key }) => {
          const entry = events[index];
          return entry ? (
            <EventRow key={key} entry={entry} chosen={entry.event === chosen} start={start} height={size} />
          ) : null;
        })}
      </div>
    </div>
  );
}

interface EventRowProps {
  entry: EventEntry;
  chosen: boolean;
  start: number;
  height: number;
}

function EventRow({ entry, chosen, start, height }: EventRowProps) {
  const { flow, node, state, method, url, reason, receivedAt, repeats } = entry;
  const name = useWorkspace(({ flows }) => flows.find(({ path }) => path === flow)?.name);
  const { glyph, word } = EVENT_STATES[state];
  const day = dayText(receivedAt, Date.now());
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys for all its options
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the chosen option
    <div
      id={optionId(entry.event)}
      role="option"
      aria-selected={chosen}
      className="runs-row"
      style={{ transform: `translateY(${start}px)`, height }}
      onClick={() => showEvent(entry.event)}
    >
      <StateGlyph state={glyph} silent />
      <b className="cut">{name ?? flow ?? `${node}, of a flow that is gone`}</b>
      <span className={`event-word is-${glyph}`}>{repeats > 0 ? `${word} ×${repeats + 1}` : word}</span>
      <span className="cap cut" title={reason}>
        {reason ?? `${method} ${shownAddress(url)}`}
      </span>
      <span className="cap">
        {day.startsWith('Today') ? clockText(receivedAt) : `${day}, ${clockText(receivedAt)}`}
      </span>
    </div>
  );
}

/** The first page on every new connection, and what is new since while the list is looked at. */
function useFreshEvents(): void {
  const epoch = useConnection((connection) => connection.epoch);
  useEffect(() => {
    if (epoch === 0) return;
    loadEvents();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') loadEvents();
    }, REFRESH_EVERY);
    return () => clearInterval(timer);
  }, [epoch]);
}

function emptyText(state: string, failure: string | undefined, filtered: boolean): string {
  if (state === 'failed') return `The events cannot be listed: ${failure}`;
  if (state === 'loading') return 'Looking for events…';
  return filtered ? 'No event fits these filters.' : 'No event yet.';
}

function optionId(event: string): string {
  return `event-${event}`;
}
