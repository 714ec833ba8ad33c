/** Side of a cell and the way from one to the next, in pixels. */
export const CELL = 14;
export const STEP = 16;

/** How the cells of a grid lie. */
export interface GridLayout {
  columns: number;
  rows: number;
  /** Width of the row labels. */
  labels: number;
  /** Height of all rows. */
  height: number;
}

/** As many cells in a row as fit, a round number where there is room, so that the labels are easy to read. */
export function gridLayout(count: number, width: number): GridLayout {
  const labels = Math.max(26, String(Math.max(0, count - 1)).length * 6 + 10);
  const fit = Math.max(1, Math.floor((width - labels - 16) / STEP));
  const columns = fit >= 10 ? fit - (fit % 5) : Math.min(5, fit);
  const rows = Math.ceil(count / columns);
  return { columns, rows, labels, height: rows * STEP };
}

/** The cell under a point of the whole grid. */
export function cellAt(layout: GridLayout, count: number, x: number, y: number): number | undefined {
  const column = Math.floor((x - layout.labels) / STEP);
  const row = Math.floor(y / STEP);
  if (column < 0 || column >= layout.columns || row < 0) return undefined;
  const index = row * layout.columns + column;
  return index < count ? index : undefined;
}
