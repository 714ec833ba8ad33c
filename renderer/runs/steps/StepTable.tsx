import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { classes, formatCount, formatMs, STATE_WORDS, StateGlyph } from '#renderer/ui';
import type { RunView } from '../page/run-view.ts';
import { type WaterfallRow, waterfallRows } from '../waterfall/rows.ts';
import './steps.css';

const ROW = 24;
const ALL: ReadonlySet<string> = new Set();
const HEADS = ['Node', 'State', 'Steps', 'In', 'Out', 'Retries', 'Failed', 'Working'] as const;

interface StepTableProps {
  view: RunView;
  chosen: string | undefined;
  onChoose(node: string): void;
}

/** Every node of the run in numbers: steps, items in and out, retries, failures, time. */
export function StepTable({ view, chosen, onChoose }: StepTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = waterfallRows(view.model, ALL);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const shown = list.getVirtualItems();
  const above = shown[0]?.start ?? 0;
  const below = list.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <div ref={scroller} className="steps">
      <table className="table steps-table" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {HEADS.map((head, nr) => (
              <th key={head} className={nr > 1 ? 'num' : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {shown.map(({ index }) => {
            const row = rows[index];
            if (!row) return null;
            const { id } = row.node;
            return (
              <StepRow
                key={id}
                view={view}
                row={row}
                nr={index + 2}
                chosen={id === chosen}
                onChoose={() => onChoose(id)}
              />
            );
          })}
          {below > 0 && <tr style={{ height: below }} />}
        </tbody>
      </table>
    </div>
  );
}

interface StepRowProps {
  view: RunView;
  row: WaterfallRow;
  nr: number;
  chosen: boolean;
  onChoose(): void;
}

function StepRow({ view, row, nr, chosen, onChoose }: StepRowProps) {
  const { node, track, depth } = row;
  const run = view.nodeRun(node.id);
  const outs = node.shape.outputs.filter((port) => port !== 'error' || (run.out.error ?? 0) > 0);
  const outText = outs.map((port) => `${port} ${formatCount(run.out[port] ?? 0)}`).join(', ');
  return (
    <tr aria-rowindex={nr} aria-selected={chosen} onClick={onChoose}>
      <td style={{ paddingLeft: 12 + depth * 16 }}>
        <button type="button" className="steps-name" onClick={onChoose}>
          {view.nameOf(node.id)}
        </button>
      </td>
      <td>
        <span className="steps-state">
          <StateGlyph state={run.state} silent />
          {STATE_WORDS[run.state]}
          {run.pinned && ', pinned'}
        </span>
      </td>
      <Figure count={track.steps} />
      <Figure count={node.shape.trigger ? 0 : run.itemsIn} />
      <td className="num" title={outText}>
        {outs.map((port) => formatCount(run.out[port] ?? 0)).join(', ')}
      </td>
      <Figure count={track.retries} />
      <Figure count={track.failed + (run.out.error ?? 0)} bad />
      <td className="num">{track.steps > 0 ? formatMs(track.ms) : ''}</td>
    </tr>
  );
}

function Figure({ count, bad }: { count: number; bad?: boolean }) {
  return (
    <td className={classes('num', count === 0 && 'dim', bad && count > 0 && 'is-failed')}>
      {count === 0 ? '–' : formatCount(count)}
    </td>
  );
}
