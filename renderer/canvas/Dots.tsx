import { useStoreApi } from '@xyflow/react';
import { useLayoutEffect, useRef } from 'react';
import { GRID } from './geometry.ts';

/** Dots stand at every second line of the grid; far away at every fourth, eighth, … */
const GAP = 2 * GRID;
/** The smallest scale the dots are shown at: further away every other one is left out. */
const SMALLEST = 0.625;

/**
 * The dots behind a flow: one picture that is only ever moved, by less than a gap, and
 * scaled. To paint them anew in every frame took as long as all the nodes. Written past
 * React, as it happens with every frame.
 */
export function Dots() {
  const store = useStoreApi();
  const dots = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const place = () => {
      const [x, y, zoom] = store.getState().transform;
      const scale = scaleAt(zoom);
      const gap = GAP * scale;
      if (dots.current)
        dots.current.style.transform = `translate(${x % gap}px, ${y % gap}px) scale(${scale})`;
    };
    place();
    return store.subscribe(place);
  }, [store]);
  return <div ref={dots} className="dots" aria-hidden="true" />;
}

function scaleAt(zoom: number): number {
  let scale = zoom;
  while (scale < SMALLEST) scale *= 2;
  return scale;
}
