/** What keys do on the canvas, for the list of keys. */
export const CANVAS_KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['letters', 'Add a node after the chosen one'],
  ['← ↑ → ↓', 'Choose the next node along the edges'],
  ['Shift ← ↑ → ↓', 'Move what is chosen'],
  ['Enter', 'Into the inspector; Escape leads back'],
  ['F2', 'Rename'],
  ['Delete', 'Remove what is chosen'],
  ['Ctrl C, X, V', 'Copy, cut, paste as text'],
  ['Ctrl D', 'Duplicate'],
  ['Ctrl A', 'Choose everything'],
  ['Ctrl /', 'Switch off and on'],
  ['Ctrl F', 'Find in the flow'],
  ['Ctrl Shift L', 'Lay out the flow'],
  ['Ctrl 0', 'Show everything'],
  ['Alt O', 'Outline'],
  ['Escape', 'Choose nothing'],
];
