/**
 * `npm run screenshots`: pictures of the app for the README, from a real browser on a
 * real engine, to docs/images. `-- --all DIR` takes every screen in both themes and two
 * sizes into a folder, to be looked at.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { findBrowser, launchBrowser, openWindow, startEngine, type WindowOptions } from '#test/browser';

const ROOT = join(import.meta.dirname, '..');
/** A picture in a README is not to weigh more than this. */
const MOST_BYTES = 300_000;

type Theme = 'light' | 'dark';
type Take = (name: 'start' | 'trust' | 'editor' | 'run', page: Page) => Promise<void>;

const { values } = parseArgs({ options: { all: { type: 'string' } } });
if (findBrowser() === undefined) {
  console.error('No Chrome, Chromium or Edge was found: set FLOWBENCH_BROWSER to one.');
  process.exitCode = 1;
} else await takeAll(values.all);

async function takeAll(folder: string | undefined): Promise<void> {
  const browser = await launchBrowser();
  const target = folder ?? join(ROOT, 'docs', 'images');
  await mkdir(target, { recursive: true });
  const sizes =
    folder === undefined ? [[1600, 1000] as const] : [[1280, 800] as const, [1920, 1080] as const];
  try {
    for (const [width, height] of sizes) {
      for (const theme of ['light', 'dark'] as const) {
        await play(browser, { width, height, theme }, async (name, page) => {
          if (folder === undefined && !wantedInReadme(name, theme)) return;
          const file = folder === undefined ? readmeName(name, theme) : `${name}-${theme}-${width}.png`;
          await write(join(target, file), await page.screenshot());
        });
      }
    }
  } finally {
    await browser.close();
  }
}

function wantedInReadme(name: string, theme: Theme): boolean {
  return name === 'editor' || (name !== 'start' && theme === 'light');
}

function readmeName(name: string, theme: Theme): string {
  return name === 'editor' ? `editor-${theme}.png` : `${name}.png`;
}

async function write(path: string, picture: Buffer): Promise<void> {
  if (picture.length > MOST_BYTES) throw new Error(`${path} would be ${picture.length} bytes`);
  await writeFile(path, picture);
  console.log(`${path}, ${Math.round(picture.length / 1000)} kB`);
}

/** Goes through the app once with the invoices example and shows each screen. */
async function play(browser: Browser, options: WindowOptions, take: Take): Promise<void> {
  const engine = await startEngine({ copy: join(ROOT, 'examples') });
  const { page, context } = await openWindow(browser, engine.address, options);
  try {
    await page.locator('.card').first().waitFor();
    await take('start', page);
    await page.getByRole('treeitem', { name: 'Check invoices' }).click();
    await page.locator('.box-head').first().waitFor();
    await page.keyboard.press('F5');
    const question = page.getByRole('dialog', { name: 'May this flow run?' });
    await question.waitFor();
    await take('trust', page);
    await question.getByRole('button', { name: 'Trust and run' }).click();
    await page.locator('.run-progress b', { hasText: 'Done' }).waitFor();
    // The whole canvas for the flow: the panel below is empty.
    await page.getByRole('button', { name: 'Hide the bottom panel' }).click();
    await page.getByRole('button', { name: 'Show everything' }).click();
    await page.locator('.face b', { hasText: 'Add up the lines' }).click();
    await page.locator('.data-panel [role=gridcell]').first().waitFor();
    await page.mouse.move(0, 0);
    await settled(page);
    await take('editor', page);
    await page.getByRole('button', { name: 'Runs', exact: true }).first().click();
    await page.locator('.runs-row').first().click();
    await page.locator('.run-title').waitFor();
    await page.locator('#wf-sum').click();
    await page.locator('.step-items [role=gridcell]').first().waitFor();
    await page.mouse.move(0, 0);
    await settled(page);
    await take('run', page);
  } finally {
    await context.close();
    await engine.close();
  }
}

/** Waits until nothing is read or moved any more: two frames with nothing under way. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction("!document.querySelector('[aria-busy=true]')");
  await page.evaluate(
    'Promise.all(document.getAnimations().map((each) => each.finished.catch(() => undefined)))',
  );
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}
