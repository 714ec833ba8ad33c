import { ChevronDown, ChevronRight, RotateCw } from 'lucide-react';
import { type CSSProperties, type MouseEvent, useLayoutEffect, useRef, useState } from 'react';
import { Button, classes, StateGlyph } from '#renderer/ui';
import type { Ink } from '../draw/ink.ts';
import { prepare } from '../draw/shapes.ts';
import { canRetryFrom, retryFrom } from '../page/retry.ts';
import type { RunView } from '../page/run-view.ts';
import { drawRow, isOutlined, type RowPicture, segmentAt } from './draw-row.ts';
import { barText, countsText, rowText, segmentText } from './words.ts';

interface RowProps {
  view: RunView;
  picture: RowPicture;
  ink: Ink;
  top: number;
  /** Width of the column of names. */
  names: number;
  folded: boolean;
  chosen: boolean;
  onChoose(): void;
  onFold(folded: boolean): void;
}

/** A node: its name and counts, and its bars. */
export function Row(props: RowProps) {
  const { view, picture, top, names, folded, chosen, onChoose, onFold } = props;
  const { row, now } = picture;
  const { node, track, depth, height } = row;
  const run = view.nodeRun(node.id);
  const name = view.nameOf(node.id);
  const counts = countsText(row, run);
  const bar = barText(row, run, view.model, now);
  const Chevron = folded ? ChevronRight : ChevronDown;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys for all its rows
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and names the chosen row
    <div
      id={`wf-${node.id}`}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={chosen}
      aria-expanded={node.inner ? !folded : undefined}
      className="wf-row"
      style={{ height, transform: `translateY(${top}px)` }}
      onClick={onChoose}
    >
      <div className="wf-name" style={{ width: names, paddingLeft: 12 + depth * 22 }}>
        {node.inner ? (
          <Chevron
            size={12}
            aria-hidden
            className="wf-fold"
            onClick={(event) => {
              event.stopPropagation();
              onFold(!folded);
            }}
          />
        ) : null}
        <StateGlyph state={run.state} />
        <span className={classes('cut', node.inner && 'wf-strong')} title={name}>
          {name}
        </span>
        <span className="cap">{counts}</span>
        <span className="sr">, {rowText(row, run)}</span>
      </div>
      <Bars {...props} text={bar} />
      {chosen && !node.scope.container && canRetryFrom(view, node) && track.steps > 0 && (
        <Button
          small
          className="wf-retry"
          onClick={(event) => {
            event.stopPropagation();
            retryFrom(view, { step: node.id });
          }}
        >
          <RotateCw size={12} aria-hidden />
          Retry from here
        </Button>
      )}
    </div>
  );
}

function Bars({ view, picture, ink, text }: RowProps & { text: string }) {
  const { row, width } = picture;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [tip, setTip] = useState<{ x: number; text: string }>();
  useLayoutEffect(() => {
    const context = canvas.current && prepare(canvas.current, width, row.height);
    if (context) drawRow(context, picture, ink);
  });
  const hover = (event: MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left;
    const found = isOutlined(picture) ? undefined : segmentAt(picture, x, event.clientY - box.top);
    setTip(found && { x, text: segmentText(found, view.model.startedAt ?? 0) });
  };
  const place = labelPlace(view, picture, text);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: tells more of what the row's label says
    <div className="wf-bars" onMouseMove={hover} onMouseLeave={() => setTip(undefined)}>
      <canvas ref={canvas} style={{ width, height: row.height }} aria-hidden />
      <span className={place ? 'wf-label' : 'sr'} style={place}>
        {text}
      </span>
      {tip && (
        <span
          className="tooltip wf-tip"
          style={tip.x < width / 2 ? { left: tip.x + 12 } : { right: width - tip.x + 12 }}
        >
          {tip.text}
        </span>
      )}
    </div>
  );
}

/** Inside of a box, else right of the last bar where there is room, else left of the first; none in the way. */
function labelPlace(view: RunView, picture: RowPicture, text: string): CSSProperties | undefined {
  const { row, range, width, now, open } = picture;
  const { track } = row;
  if (text === '') return undefined;
  const xOf = (at: number) => ((at - range.from) / (range.to - range.from)) * width;
  const begin = xOf(track.begin ?? range.from);
  const end = xOf(open.length > 0 ? now : (track.end ?? now));
  if (view.model.isTakenOver(track)) return { left: 8 };
  if (begin > width || end < 0) return undefined;
  const room = text.length * 6.2 + 20;
  const inside = Math.min(width, end) - Math.max(0, begin) > room;
  if (isOutlined(picture)) {
    if (inside) return { left: Math.max(0, begin) + 6, background: 'none' };
  } else if (track.lanes.count > 1) return undefined;
  if (end + room < width) return { left: Math.max(0, end) + 6 };
  if (begin > room) return { right: width - begin + 6 };
  return inside && track.steps === 1 ? { left: Math.max(0, begin) + 8 } : undefined;
}
