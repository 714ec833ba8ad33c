import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findBrowser } from './find-browser.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** Nothing but the app may be asked for: no updates, no background requests. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a browser, after building the window if it is stale. Needs a browser; see `findBrowser`. */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-renderer.ts')], { stdio: 'ignore' });
  const executablePath = findBrowser();
  return chromium.launch({ args: [...ARGS, ...more], ...(executablePath ? { executablePath } : {}) });
}

export interface WindowOptions {
  width?: number;
  height?: number;
  theme?: 'light' | 'dark';
  /** Somebody's first window, with the tour; else the tour counts as seen. */
  first?: boolean;
}

/** A window of the app, with its own memory of tabs, edits and panels. */
export interface OpenWindow {
  page: Page;
  context: BrowserContext;
  /** What the page logged as errors. */
  errors: string[];
}

/** Opens the app at an engine's address. */
export async function openWindow(
  browser: Browser,
  address: string,
  { width = 1440, height = 900, theme = 'light', first = false }: WindowOptions = {},
): Promise<OpenWindow> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
  // Nothing here takes longer than seconds; what hangs says so while the reason is still in sight.
  context.setDefaultTimeout(15_000);
  if (!first) await context.addInitScript("localStorage.setItem('flowbench.tour-seen', '1')");
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(address);
  return { page, context, errors };
}
