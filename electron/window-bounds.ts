import type { Rectangle } from 'electron';

/** Size in pixels, and a place where one was remembered that can still be seen. */
export interface Placement {
  width: number;
  height: number;
  x?: number;
  y?: number;
}

export const SMALLEST = { width: 1024, height: 640 };
const USUAL = { width: 1440, height: 900 };
/** So much of the title bar must be on a screen for the window to be grabbed. */
const GRIP = { width: 120, height: 32 };

/**
 * Where to put the window: where it was, unless that screen is gone; never larger
 * than the screen it is on.
 */
export function placeWindow(saved: Rectangle | undefined, workAreas: readonly Rectangle[]): Placement {
  const seen = saved && workAreas.find((area) => holdsTitleBar(area, saved));
  if (saved && seen) return { x: saved.x, y: saved.y, ...sizeOn(saved, seen) };
  return sizeOn(saved ?? USUAL, workAreas[0]);
}

function holdsTitleBar(area: Rectangle, window: Rectangle): boolean {
  const across = Math.min(area.x + area.width, window.x + window.width) - Math.max(area.x, window.x);
  const top = window.y;
  return across >= GRIP.width && top >= area.y - 1 && top + GRIP.height <= area.y + area.height;
}

function sizeOn(wanted: { width: number; height: number }, area: Rectangle | undefined) {
  const side = (name: 'width' | 'height') =>
    Math.min(Math.max(wanted[name], SMALLEST[name]), Math.max(area?.[name] ?? USUAL[name], 1));
  return { width: side('width'), height: side('height') };
}
