import { expect, test } from 'vitest';
import { placeWindow } from './window-bounds.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const second = { x: 1440, y: 0, width: 1920, height: 1080 };
const saved = { x: 1600, y: 50, width: 1500, height: 900 };

test('a window comes back where it was', () => {
  expect(placeWindow(saved, [laptop, second])).toEqual(saved);
});

test('without its screen it comes up on the first one, no larger than that', () => {
  expect(placeWindow(saved, [laptop])).toEqual({ width: 1440, height: 875 });
});

test.each([
  ['mostly left of the screen', { x: -1450, y: 50, width: 1500, height: 700 }],
  ['above it', { x: 0, y: -300, width: 1200, height: 700 }],
  ['its title bar below it', { x: 0, y: 890, width: 1200, height: 700 }],
])('%s it could not be grabbed', (_where, bounds) => {
  expect(placeWindow(bounds, [laptop])).not.toHaveProperty('x');
});

test('sizes have a least, unless the screen is smaller', () => {
  expect(placeWindow({ ...laptop, width: 10, height: 10 }, [laptop])).toMatchObject({
    width: 1024,
    height: 640,
  });
  expect(placeWindow(undefined, [{ x: 0, y: 0, width: 800, height: 600 }])).toEqual({
    width: 800,
    height: 600,
  });
  expect(placeWindow(undefined, [])).toEqual({ width: 1440, height: 900 });
});
