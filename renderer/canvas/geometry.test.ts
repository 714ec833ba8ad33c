import { expect, it } from 'vitest';
import { shiftIntoView } from './geometry.ts';

const PANE = { w: 800, h: 600 };

it('moves nothing for what is in view', () => {
  expect(shiftIntoView({ x: 0, y: 528, w: 168, h: 72 }, PANE)).toEqual({ x: 0, y: 0 });
});

it('moves as little as will do, with room around', () => {
  expect(shiftIntoView({ x: 700, y: -10, w: 168, h: 72 }, PANE)).toEqual({ x: -92, y: 34 });
  expect(shiftIntoView({ x: -500, y: 590, w: 168, h: 72 }, PANE)).toEqual({ x: 524, y: -86 });
});

it('shows the beginning of what is larger than the canvas', () => {
  expect(shiftIntoView({ x: 300, y: 0, w: 900, h: 72 }, PANE)).toEqual({ x: -276, y: 0 });
});
