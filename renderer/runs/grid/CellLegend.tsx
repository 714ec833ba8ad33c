import { useLayoutEffect, useRef } from 'react';
import { formatCount } from '#renderer/ui';
import { type Ink, useInk } from '../draw/ink.ts';
import { prepare } from '../draw/shapes.ts';
import { type LoopTrack, OUTCOME, type OutcomeName } from '../model/index.ts';
import { drawCell } from './draw-cells.ts';
import { CELL } from './layout.ts';
import { OUTCOME_WORDS } from './words.ts';

/** How many iterations ended how. */
export function CellLegend({ loop, count }: { loop: LoopTrack; count: number }) {
  const ink = useInk();
  const begun = loop.counts.reduce((sum, nr) => sum + nr, 0);
  const names = Object.keys(OUTCOME) as OutcomeName[];
  return (
    <div className="runs-legend cells-legend">
      {names.map((name) => {
        const nr = name === 'none' ? count - begun : (loop.counts[OUTCOME[name]] ?? 0);
        if (nr === 0) return null;
        return (
          <span key={name}>
            <Cell outcome={OUTCOME[name]} ink={ink} />
            {formatCount(nr)} {OUTCOME_WORDS[name]}
          </span>
        );
      })}
      <span className="dim cells-note">row label: first index</span>
    </div>
  );
}

function Cell({ outcome, ink }: { outcome: number; ink: Ink }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current && prepare(canvas.current, CELL, CELL);
    if (context) drawCell(context, 0, 0, outcome, ink);
  }, [outcome, ink]);
  return <canvas ref={canvas} style={{ width: CELL, height: CELL }} aria-hidden />;
}
