import { type KeyboardEvent, type MouseEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useInk } from '../draw/ink.ts';
import { prepare } from '../draw/shapes.ts';
import { useSize } from '../draw/use-size.ts';
import type { LoopTrack } from '../model/index.ts';
import { drawCells, TOP } from './draw-cells.ts';
import { cellAt, gridLayout, STEP } from './layout.ts';
import { indexText, iterationText } from './words.ts';

interface CellGridProps {
  loop: LoopTrack;
  count: number;
  a: number | undefined;
  b: number | undefined;
  nameOf(node: string): string;
  /** Chosen as B; with `first`, as A. */
  onChoose(index: number, first: boolean): void;
}

/** One cell per iteration, only those in sight drawn: a hundred thousand are as quick as ten. */
export function CellGrid({ loop, count, a, b, nameOf, onChoose }: CellGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(scroller);
  const [scrollTop, setScrollTop] = useState(0);
  const [hovered, setHovered] = useState<{ index: number; x: number; y: number }>();
  const [cursor, setCursor] = useState<number>();
  const [focused, setFocused] = useState(false);
  const ink = useInk();
  const layout = gridLayout(count, Math.max(90, width));
  const at = cursor ?? b ?? a ?? 0;

  useLayoutEffect(() => {
    const context = canvas.current && prepare(canvas.current, width, height);
    const marks = { a, b, cursor: focused ? at : undefined };
    if (context) drawCells(context, { loop, count, layout, marks, scrollTop, height }, ink);
  });
  const show = (index: number) => {
    const top = Math.floor(index / layout.columns) * STEP;
    const { current } = scroller;
    if (!current) return;
    if (top < current.scrollTop) current.scrollTop = top;
    else if (top + STEP + 2 * TOP > current.scrollTop + height)
      current.scrollTop = top - height + STEP + 2 * TOP;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when the choice changes, not with every fact
  useEffect(() => {
    if (b !== undefined) show(b);
    setCursor(undefined);
  }, [b, loop]);

  const find = (event: MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const index = cellAt(layout, count, x, y + scrollTop - TOP);
    return index === undefined ? undefined : { index, x, y };
  };
  const press = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: layout.columns,
      ArrowUp: -layout.columns,
      PageDown: layout.columns * 10,
      PageUp: -layout.columns * 10,
      Home: -count,
      End: count,
    };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      const next = Math.min(count - 1, Math.max(0, at + move));
      setCursor(next);
      show(next);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onChoose(at, event.shiftKey);
    }
  };
  return (
    <div className="cells-frame" style={{ height: layout.height + 2 * TOP }}>
      <div
        ref={scroller}
        className="cells"
        role="application"
        aria-roledescription="iteration grid"
        aria-label={`${indexText(loop, at)} ${iterationText(loop, at, nameOf)}. Arrows move, Enter compares it, Shift Enter makes it the one to compare with.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes keys of its own
        tabIndex={0}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
        onKeyDown={press}
        onFocus={(event) => setFocused(event.currentTarget.matches(':focus-visible'))}
        onBlur={() => setFocused(false)}
        onMouseMove={(event) => setHovered(find(event))}
        onMouseLeave={() => setHovered(undefined)}
        onClick={(event) => {
          const found = find(event);
          if (found) onChoose(found.index, event.shiftKey);
        }}
      >
        <canvas ref={canvas} style={{ width, height }} aria-hidden />
        <div style={{ height: Math.max(0, layout.height + 2 * TOP - height) }} />
      </div>
      {hovered && (
        <span
          className="tooltip cells-tip"
          style={{
            top: hovered.y + 18,
            ...(hovered.x < width / 2 ? { left: hovered.x } : { right: width - hovered.x }),
          }}
        >
          {indexText(loop, hovered.index)} {iterationText(loop, hovered.index, nameOf)}
        </span>
      )}
      <span className="sr" aria-live="polite">
        {focused && `${indexText(loop, at)} ${iterationText(loop, at, nameOf)}`}
      </span>
    </div>
  );
}
