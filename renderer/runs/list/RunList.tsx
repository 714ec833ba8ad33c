import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import type { RunEntry } from '#contract/api';
import { useConnection } from '#renderer/api';
import { compareRuns, showRun, useEditor } from '#renderer/editor';
import { clockText, StateGlyph } from '#renderer/ui';
import { useNow } from '../use-now.ts';
import { RUN_STATES, runName, tookText } from '../words.ts';
import { groupByDay, type ListRow } from './rows.ts';
import { isFiltered, load, loadMore, refresh, useHistory } from './run-history.ts';

const HEAD = 25;
const ROW = 44;
const REFRESH_EVERY = 2000;

/** Every run that fits the filters, by day; more come with scrolling, new ones by themselves. */
export function RunList() {
  const { runs, more, state, failure, filter } = useHistory();
  const chosen = useEditor((editor) => editor.run);
  const against = useEditor((editor) => editor.against);
  const now = useNow(runs.some(({ finishedAt }) => finishedAt === undefined));
  const rows = useMemo(() => groupByDay(runs, more, Date.now()), [runs, more]);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (isRun(rows[index]) ? ROW : HEAD),
    getItemKey: (index) => rowKey(rows[index]),
    overscan: 8,
  });
  const visible = list.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useFreshRuns();
  useEffect(() => {
    if (last >= rows.length - 10) loadMore();
  }, [last, rows.length]);
  useEffect(() => {
    const [newest] = runs;
    if (chosen === undefined && newest) showRun(newest.run);
  }, [chosen, runs]);

  const move = (event: KeyboardEvent) => {
    const step = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: 10,
      PageUp: -10,
      Home: -runs.length,
      End: runs.length,
    }[event.key];
    if (step === undefined || runs.length === 0 || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const both = event.shiftKey && chosen !== undefined;
    const at = runs.findIndex(({ run }) => run === (both ? (against ?? chosen) : chosen));
    const next = runs[Math.min(runs.length - 1, Math.max(0, at + step))];
    if (!next) return;
    if (both) compareRuns(next.run, chosen);
    else showRun(next.run);
    list.scrollToIndex(rows.findIndex((row) => 'entry' in row && row.entry.run === next.run));
  };
  if (runs.length === 0) {
    return <div className="empty">{emptyText(state, failure, isFiltered(filter))}</div>;
  }
  return (
    <div
      ref={scroller}
      className="runs-list"
      role="listbox"
      aria-label="Runs, newest first"
      aria-multiselectable
      tabIndex={0}
      aria-activedescendant={
        chosen !== undefined && visible.some(({ key }) => key === chosen) ? optionId(chosen) : undefined
      }
      onKeyDown={move}
    >
      <div style={{ height: list.getTotalSize(), position: 'relative' }} role="presentation">
        {visible.map(({ index, start, size, key }) => {
          const row = rows[index];
          const style = { transform: `translateY(${start}px)`, height: size };
          if (!row) return null;
          if ('day' in row) {
            return (
              <div key={key} className="runs-day" style={style} role="presentation">
                <span>{row.day}</span>
                <span>{row.summary}</span>
              </div>
            );
          }
          const { entry } = row;
          return (
            <RunRow
              key={key}
              entry={entry}
              chosen={entry.run === chosen || entry.run === against}
              now={now}
              style={style}
              onChoose={(both) =>
                both && chosen !== undefined ? compare(runs, chosen, entry.run) : showRun(entry.run)
              }
            />
          );
        })}
      </div>
    </div>
  );
}

interface RunRowProps {
  entry: RunEntry;
  chosen: boolean;
  now: number;
  style: { transform: string; height: number };
  /** @param both beside the one that is shown, to be compared with it */
  onChoose(both: boolean): void;
}

function RunRow({ entry, chosen, now, style, onChoose }: RunRowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys for all its options
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the chosen option
    <div
      id={optionId(entry.run)}
      role="option"
      aria-selected={chosen}
      className="runs-row"
      style={style}
      onClick={(event) => onChoose(event.ctrlKey || event.metaKey || event.shiftKey)}
    >
      <StateGlyph state={RUN_STATES[entry.status]} />
      <b className="cut">{entry.flow.name}</b>
      <span className="mono muted">{tookText(entry, now)}</span>
      <span className="cap cut" title={entry.error}>
        {entry.error ?? `${runName(entry.run)}, ${entry.parent?.step ? 'called' : `by ${entry.trigger}`}`}
      </span>
      <span className="cap">{clockText(entry.startedAt)}</span>
    </div>
  );
}

/** Shows two runs of the list side by side, the older one first. */
function compare(runs: readonly RunEntry[], one: string, other: string): void {
  const at = (id: string) => runs.find(({ run }) => run === id)?.startedAt ?? 0;
  const [a, b] = at(one) <= at(other) ? [one, other] : [other, one];
  compareRuns(a, b);
}

/** The first page on every new connection, and what is new since while the list is looked at. */
function useFreshRuns(): void {
  const epoch = useConnection((connection) => connection.epoch);
  useEffect(() => {
    if (epoch > 0) load();
  }, [epoch]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') refresh().catch(() => undefined);
    }, REFRESH_EVERY);
    return () => clearInterval(timer);
  }, []);
}

function emptyText(state: string, failure: string | undefined, filtered: boolean): string {
  if (state === 'failed') return `The runs cannot be listed: ${failure}`;
  if (state === 'loading') return 'Looking for runs…';
  return filtered ? 'No run fits these filters.' : 'No run yet. Run a flow, and it is listed here.';
}

function isRun(row: ListRow | undefined): boolean {
  return row !== undefined && 'entry' in row;
}

function rowKey(row: ListRow | undefined): string {
  return row === undefined ? '' : 'entry' in row ? row.entry.run : row.day;
}

function optionId(run: string): string {
  return `run-${run}`;
}
