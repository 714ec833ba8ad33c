import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import {
  type EngineOptions,
  launchBrowser,
  openWindow,
  type RunningEngine,
  startEngine,
  type WindowOptions,
} from '#test/browser';

let browser: Promise<Browser> | undefined;

/** The browser that all tests of this process share. */
export function sharedBrowser(): Promise<Browser> {
  browser ??= launchBrowser();
  return browser;
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
}

interface Stage {
  page: Page;
  engine: RunningEngine;
  /** What the page logged as errors. */
  errors: string[];
  /** Another window, with a memory of its own. */
  another(): Promise<Page>;
}

/** Plays a scene in a window on an engine of its own; the page must log no error but those the scene takes out. */
export async function play(
  options: EngineOptions & WindowOptions,
  scene: (stage: Stage) => Promise<void>,
): Promise<void> {
  const [own, engine] = await Promise.all([sharedBrowser(), startEngine(options)]);
  const windows = [await openWindow(own, engine.address, options)];
  const [first] = windows as [(typeof windows)[number]];
  const another = async () => {
    const next = await openWindow(own, engine.address, options);
    windows.push(next);
    return next.page;
  };
  try {
    await scene({ page: first.page, engine, errors: first.errors, another });
    expect(first.errors).toEqual([]);
  } catch (thrown) {
    const shot = process.env.FLOWBENCH_E2E_SHOT;
    if (shot) await first.page.screenshot({ path: shot });
    throw thrown;
  } finally {
    await Promise.all(windows.map(({ context }) => context.close()));
    await engine.close();
  }
}

/** For `expect.poll`: it gives up after a second otherwise, which a busy machine needs for less. */
export const PATIENT = { timeout: 15_000 } as const;

export const face = (page: Page, name: string) => page.locator('.face', { hasText: name });
export const edges = (page: Page) => page.locator('.react-flow__edge');

/** Waits until what was drawn is in the file. */
export async function saved(page: Page): Promise<void> {
  await page.getByText(/^Saved \d/).waitFor();
}

/** Waits until the run in front ended as told. */
export async function ended(page: Page, word: 'Done' | 'Failed' | 'Cancelled'): Promise<void> {
  await page.locator('.run-progress b', { hasText: word }).waitFor();
}

export function flowText(id: string, nodes: object, edges: readonly string[] = []): string {
  return `${JSON.stringify({ flowbench: 1, id: `flw_${id}`, name: id, nodes, edges }, null, 2)}\n`;
}
