import { useVirtualizer } from '@tanstack/react-virtual';
import { Maximize2 } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { Button, plural } from '#renderer/ui';
import { useInk } from '../draw/ink.ts';
import { useSize } from '../draw/use-size.ts';
import type { OpenStep } from '../model/index.ts';
import type { RunView } from '../page/run-view.ts';
import { Legend } from './Legend.tsx';
import { Row } from './Row.tsx';
import { waterfallRows } from './rows.ts';
import { type Range, shift, ticks, zoom } from './time-axis.ts';
import './waterfall.css';

/** Width of the column of names. */
const NAMES = 268;
/** Room at the right of the last bar, for its words. */
const SLACK = 1.04;

interface WaterfallProps {
  view: RunView;
  chosen: string | undefined;
  onChoose(node: string): void;
}

/** When each node worked, waited and retried: a row per node over one axis of time. */
export function Waterfall({ view, chosen, onChoose }: WaterfallProps) {
  const { model, now, version } = view;
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [near, setNear] = useState<Range>();
  const scroller = useRef<HTMLDivElement>(null);
  const { width } = useSize(scroller);
  const lanesWidth = Math.max(60, width - NAMES);
  const ink = useInk();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the model changes in place, told by its version
  const rows = useMemo(() => waterfallRows(model, folded), [model, folded, version]);
  const start = model.startedAt ?? now;
  const end = Math.max(model.finishedAt ?? now, start + 1);
  const whole = { from: start, to: start + (end - start) * SLACK };
  const range = near ?? whole;
  const marks = ticks(range, start, lanesWidth);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the model changes in place, told by its version
  const open = useMemo(() => openByNode(model.open.values()), [model, version]);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rows[index]?.height ?? 26,
    getItemKey: (index) => rows[index]?.node.id ?? index,
    overscan: 6,
  });
  const shown = list.getVirtualItems();
  const heights = rows.map(({ height }) => height).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows grow while more workers begin
  useEffect(() => list.measure(), [heights]);
  useWheelZoom(scroller, (event, x) => {
    if (event.ctrlKey || event.metaKey) {
      setNear(zoom(range, event.deltaY > 0 ? 1.25 : 0.8, (x - NAMES) / lanesWidth, whole));
      return true;
    }
    const by = event.shiftKey ? event.deltaY : event.deltaX;
    if (!near || by === 0) return false;
    setNear(shift(near, (by / lanesWidth) * (near.to - near.from), whole));
    return true;
  });

  const fold = (node: string, fold: boolean) =>
    setFolded((before) => {
      const next = new Set(before);
      if (fold) next.add(node);
      else next.delete(node);
      return next;
    });
  const press = (event: KeyboardEvent) => {
    const at = Math.max(
      0,
      rows.findIndex(({ node }) => node.id === chosen),
    );
    const row = rows[at];
    const go = (index: number) => {
      const next = rows[Math.min(rows.length - 1, Math.max(0, index))];
      if (!next) return;
      onChoose(next.node.id);
      list.scrollToIndex(rows.indexOf(next));
    };
    if (event.ctrlKey || event.metaKey || event.target !== event.currentTarget) return;
    switch (event.key) {
      case 'ArrowDown':
        go(at + 1);
        break;
      case 'ArrowUp':
        go(at - 1);
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(rows.length - 1);
        break;
      case 'ArrowRight':
        if (row?.node.inner) fold(row.node.id, false);
        break;
      case 'ArrowLeft':
        if (row?.node.inner && !folded.has(row.node.id)) fold(row.node.id, true);
        else if (row?.node.scope.container) onChoose(row.node.scope.container.id);
        break;
      case '+':
        setNear(zoom(range, 0.5, 0.5, whole));
        break;
      case '-':
        setNear(zoom(range, 2, 0.5, whole));
        break;
      case '0':
        setNear(undefined);
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <section className="wf" aria-label="Waterfall">
      <div className="panel-head">
        Steps
        <small className="cut">
          {plural(rows.length, 'node')}, {plural(model.steps, 'step')}
          {model.retries > 0 && `, ${plural(model.retries, 'retry', 'retries')}`}
        </small>
        <span className="grow" />
        {near && (
          <Button small onClick={() => setNear(undefined)}>
            <Maximize2 size={12} aria-hidden />
            Whole run
          </Button>
        )}
        <Legend />
      </div>
      <div className="wf-axis" aria-hidden>
        <span style={{ width: NAMES }} />
        <span className="wf-marks">
          {marks.map(({ at, label }) => (
            <span key={at} style={{ left: `${share(at, range)}%` }}>
              {label}
            </span>
          ))}
        </span>
      </div>
      <div
        ref={scroller}
        className="wf-rows"
        role="tree"
        aria-label="Nodes, with when they worked"
        tabIndex={0}
        aria-activedescendant={shown.some(({ key }) => key === chosen) ? `wf-${chosen}` : undefined}
        onKeyDown={press}
      >
        <div style={{ height: list.getTotalSize(), position: 'relative' }} role="presentation">
          <div className="wf-lines" style={{ left: NAMES }} aria-hidden>
            {marks.map(({ at }) => (
              <i key={at} style={{ left: `${share(at, range)}%` }} />
            ))}
          </div>
          {shown.map(({ index, start: top, key }) => {
            const row = rows[index];
            if (!row) return null;
            const { id } = row.node;
            return (
              <Row
                key={key}
                view={view}
                picture={{ row, open: open.get(id) ?? NONE, range, now, width: lanesWidth }}
                ink={ink}
                top={top}
                names={NAMES}
                folded={folded.has(id)}
                chosen={id === chosen}
                onChoose={() => onChoose(id)}
                onFold={(on) => fold(id, on)}
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}

const NONE: readonly OpenStep[] = [];

function openByNode(steps: Iterable<OpenStep>): ReadonlyMap<string, OpenStep[]> {
  const byNode = new Map<string, OpenStep[]>();
  for (const step of steps) {
    const others = byNode.get(step.track.id);
    if (others) others.push(step);
    else byNode.set(step.track.id, [step]);
  }
  return byNode;
}

function share(at: number, { from, to }: Range): number {
  return ((at - from) / (to - from)) * 100;
}

/** React listens to the wheel passively, so scrolling could not be kept from happening. */
function useWheelZoom(
  element: React.RefObject<HTMLElement | null>,
  turn: (event: WheelEvent, x: number) => boolean,
): void {
  const latest = useRef(turn);
  latest.current = turn;
  useEffect(() => {
    const { current } = element;
    const wheel = (event: WheelEvent) => {
      const x = event.clientX - (current?.getBoundingClientRect().left ?? 0);
      if (latest.current(event, x)) event.preventDefault();
    };
    current?.addEventListener('wheel', wheel, { passive: false });
    return () => current?.removeEventListener('wheel', wheel);
  }, [element]);
}
