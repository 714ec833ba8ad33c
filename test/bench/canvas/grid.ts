/** 2,000 nodes in a grid: chains of 20, and as many edges across as make 2,500. */
export const COLUMNS = 20;
export const ROWS = 100;
const EDGES = 2500;
const STEP_X = 232;
const STEP_Y = 120;

export interface GridNode {
  id: string;
  x: number;
  y: number;
  first: boolean;
}

export function gridNodes(): GridNode[] {
  return Array.from({ length: COLUMNS * ROWS }, (_, nr) => ({
    id: `n${nr}`,
    x: (nr % COLUMNS) * STEP_X,
    y: Math.floor(nr / COLUMNS) * STEP_Y,
    first: nr % COLUMNS === 0,
  }));
}

/** Pairs of ids: each node to the next of its row, then diagonals into the row below. */
export function gridEdges(): (readonly [string, string])[] {
  const along: (readonly [string, string])[] = [];
  const across: (readonly [string, string])[] = [];
  for (let nr = 0; nr < COLUMNS * ROWS; nr++) {
    if ((nr + 1) % COLUMNS === 0) continue;
    along.push([`n${nr}`, `n${nr + 1}`]);
    if (nr + COLUMNS + 1 < COLUMNS * ROWS && nr % 3 === 0) across.push([`n${nr}`, `n${nr + COLUMNS + 1}`]);
  }
  return [...along, ...across].slice(0, EDGES);
}
