import { expect, test } from 'vitest';
import { keyText } from './key-text.ts';

test.each([
  ['Mod+K', 'Ctrl K', '⌘ K'],
  ['Mod+Shift+Z', 'Ctrl Shift Z', '⌘ ⇧ Z'],
  ['Ctrl C, X, V', 'Ctrl C, X, V', '⌘ C, X, V'],
  ['Alt O', 'Alt O', '⌥ O'],
  ['F5', 'F5', 'F5'],
  ['Ctrl K finds every flow.', 'Ctrl K finds every flow.', '⌘ K finds every flow.'],
])('%s', (keys, elsewhere, mac) => {
  expect([keyText(keys, false), keyText(keys, true)]).toEqual([elsewhere, mac]);
});
