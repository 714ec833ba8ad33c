import { useVirtualizer } from '@tanstack/react-virtual';
import { CornerUpLeft } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { chooseStep } from '#renderer/data';
import { useFlow } from '#renderer/document';
import { showParam } from '#renderer/editor';
import type { LogLine } from '#renderer/run';
import { Button, classes, formatTime, type NodeState, StateGlyph } from '#renderer/ui';

const ROW = 22;
/** Pixels from the end within which the list follows what is added. */
const NEAR_END = 40;

const LOOKS: Readonly<Record<LogLine['level'], { word: string; state?: NodeState }>> = {
  debug: { word: 'debug' },
  info: { word: 'info' },
  warn: { word: 'warn', state: 'warning' },
  error: { word: 'error', state: 'failed' },
};

interface LogListProps {
  path: string;
  lines: readonly LogLine[];
  /** How many there are: the list may have grown in place. */
  count: number;
}

/** Lines of a log; the chosen one is shown whole below. Stays at the end while lines come, unless one has scrolled up. */
export function LogList({ path, lines, count }: LogListProps) {
  const [chosen, setChosen] = useState<number>();
  const scroller = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const list = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  useEffect(() => {
    if (follows.current && count > 0) list.scrollToIndex(count - 1);
  }, [count, list]);
  const at = chosen === undefined ? -1 : lines.findIndex(({ seq }) => seq === chosen);
  const line = lines[at];
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -count, End: count }[
      event.key
    ];
    if (event.key === 'Enter' && line) goTo(path, line.step);
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(count - 1, Math.max(0, at < 0 ? count - 1 : at + step));
    setChosen(lines[next]?.seq);
    list.scrollToIndex(next);
  };
  return (
    <>
      <div
        ref={scroller}
        className="log-list"
        role="listbox"
        aria-label="Log lines; Enter leads to the node"
        tabIndex={0}
        aria-activedescendant={line && `log-${line.seq}`}
        onKeyDown={move}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          follows.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
        }}
      >
        <div style={{ height: list.getTotalSize(), position: 'relative' }}>
          {list.getVirtualItems().map(({ index, start }) => {
            const each = lines[index];
            return (
              each && (
                <LogRow
                  key={each.seq}
                  path={path}
                  line={each}
                  top={start}
                  chosen={each.seq === chosen}
                  onChoose={() => setChosen(each.seq)}
                />
              )
            );
          })}
        </div>
      </div>
      {line && <LogDetail path={path} line={line} />}
    </>
  );
}

interface LogRowProps {
  path: string;
  line: LogLine;
  top: number;
  chosen: boolean;
  onChoose(): void;
}

function LogRow({ path, line, top, chosen, onChoose }: LogRowProps) {
  const look = LOOKS[line.level];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
    <div
      id={`log-${line.seq}`}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      className={classes('log-row', `log-${line.level}`)}
      style={{ top, height: ROW }}
      onClick={onChoose}
      onDoubleClick={() => goTo(path, line.step)}
    >
      <span className="mono dim">{timeText(line.at)}</span>
      <span className="log-level">
        {look.state && <StateGlyph state={look.state} silent />}
        {look.word}
      </span>
      <span className="cut muted">{usePlace(path, line.step)}</span>
      <span className="cut mono">
        {line.message}
        {line.data && <span className="dim"> {JSON.stringify(line.data)}</span>}
      </span>
    </div>
  );
}

function LogDetail({ path, line }: { path: string; line: LogLine }) {
  const place = usePlace(path, line.step);
  return (
    <section className="log-detail" aria-label="Chosen line">
      <div className="row">
        <b className="cut">{place}</b>
        <span className="cap mono cut">{line.step}</span>
        <span className="grow" />
        <Button small look="bare" onClick={() => goTo(path, line.step)}>
          <CornerUpLeft size={12} aria-hidden />
          Show the node
        </Button>
      </div>
      <pre className="mono">
        {line.message}
        {line.data && `\n${JSON.stringify(line.data, null, 2)}`}
      </pre>
    </section>
  );
}

/** The node of a step and its iterations: `Post order [3]`. */
function usePlace(path: string, step: string): string {
  const node = nodeOf(step);
  const name = useFlow(path)?.nodes[node]?.name ?? node;
  const iterations = [...step.matchAll(/\/each\[(\d+)\]/g)].map(([, index]) => `[${index}]`);
  return [name, ...iterations].join(' ');
}

/** Shows the node of a step, with the data of that very step. */
function goTo(path: string, step: string): void {
  chooseStep(path, nodeOf(step), step);
  showParam(nodeOf(step));
}

function nodeOf(step: string): string {
  return step.slice(step.lastIndexOf('/') + 1);
}

function timeText(at: number): string {
  return `${formatTime(at)}.${String(at % 1000).padStart(3, '0')}`;
}
