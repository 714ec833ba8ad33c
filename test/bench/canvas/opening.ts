import type { Page } from 'playwright-core';

/** How long a page took to open, in milliseconds from its beginning. */
export interface Opening {
  /** Until the first node had been painted. */
  firstMs: number;
  /** Until the end of the last long task (over 50 ms) before a second of quiet. */
  interactiveMs: number;
}

/** Waits for a page's first node, and until the page is at rest; `selector` finds its nodes. */
export async function measureOpening(page: Page, selector: string): Promise<Opening> {
  const opening = await page.evaluate<Opening>(`new Promise((resolve) => {
    let firstMs;
    let busyUntil = 0;
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) busyUntil = Math.max(busyUntil, startTime + duration);
    }).observe({ type: 'longtask', buffered: true });
    const painted = () => { firstMs = performance.now(); rest(); };
    const look = () => document.querySelector('${selector}')
      ? requestAnimationFrame(() => requestAnimationFrame(painted))
      : requestAnimationFrame(look);
    const rest = () => {
      const interactiveMs = Math.max(firstMs, busyUntil);
      if (performance.now() - interactiveMs > 1000) resolve({ firstMs, interactiveMs });
      else setTimeout(rest, 100);
    };
    look();
  })`);
  return { firstMs: Math.round(opening.firstMs), interactiveMs: Math.round(opening.interactiveMs) };
}
