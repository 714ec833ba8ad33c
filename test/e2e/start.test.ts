import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, launchBrowser, openWindow } from '#test/browser';
import { cleanEnvironment, root } from '#test/command';
import { check } from './accessible.ts';

const found = findBrowser() !== undefined;
if (!found) process.stderr.write('e2e: skipped, no Chrome, Chromium or Edge was found\n');

describe.skipIf(!found)('the first start, and an engine that comes back', () => {
  let folder: string;
  let engine: ChildProcess;
  let browser: Browser;
  let page: Page;

  /** Starts the engine as somebody without flows would, and gives its address. */
  async function serve(): Promise<string> {
    const args = ['serve', '--json', '--no-open', '--data-dir', join(folder, 'data')];
    engine = spawn(process.execPath, [join(root, 'bin', 'flowbench.mjs'), ...args], {
      cwd: folder,
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (!engine.stdout) throw new Error('the engine has no output');
    const [line] = await once(createInterface(engine.stdout), 'line');
    const { url, token } = JSON.parse(line);
    return `${url}#token=${token}`;
  }

  async function stop(): Promise<void> {
    if (engine.exitCode !== null) return;
    const gone = once(engine, 'exit');
    engine.kill();
    await gone;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flowbench-start-'));
    browser = await launchBrowser();
    ({ page } = await openWindow(browser, await serve(), { width: 1280, height: 800, first: true }));
  });
  afterAll(async () => {
    await browser?.close();
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('a tour that the keyboard leads through, and that does not come back', async () => {
    const tour = page.getByRole('dialog', { name: 'Flows are files' });
    await tour.waitFor();
    await check(page, 'tour');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Draw' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog', { name: 'Run and look' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('.tour-card').count()).toBe(0);
    await page.reload();
    await page.locator('.start-cards').waitFor();
    expect(await page.locator('.tour-card').count()).toBe(0);
  });

  test('the palette finds flows, their nodes, commands of the canvas and nodes to add', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('orders');
    await page.keyboard.press('Enter');
    await page.locator('.face').first().waitFor();
    const before = await page.locator('.react-flow__node').count();

    await page.keyboard.press('Control+k');
    await page.keyboard.type('outline');
    await page.keyboard.press('Enter');
    await page.getByRole('tree', { name: 'Nodes of the flow' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('outline');
    await page.keyboard.press('Enter');

    await page.keyboard.press('Control+k');
    await page.keyboard.type('csv');
    await page.getByRole('option', { name: /^Add / }).first().waitFor();
    await page.getByText('Nodes of this flow').waitFor();
    await page.getByRole('option', { name: /^Add / }).first().click();
    await expect.poll(() => page.locator('.react-flow__node').count()).toBe(before + 1);
  });

  test('an engine started anew: edits are kept, the page says what to do, and goes on by itself', async () => {
    await page.getByText(/^Saved/).waitFor();
    await stop();
    await page.getByText(/The engine does not answer/).waitFor();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.getByText('Edits are kept here until the engine is back').waitFor();

    const address = await serve();
    await page.getByText(/does not know this page/).waitFor();
    // The new address in another tab takes this one along.
    const other = await page.context().newPage();
    await other.goto(address);
    await page.getByRole('status', { name: 'The engine is running' }).waitFor();
    await page.getByText(/^Saved \d/).waitFor();
    const saved = await readFile(join(folder, 'data', 'examples', 'orders', 'orders.flow.json'), 'utf8');
    const original = await readFile(join(root, 'examples', 'orders', 'orders.flow.json'), 'utf8');
    expect(Object.keys(JSON.parse(saved).nodes)).toEqual(Object.keys(JSON.parse(original).nodes));
  });
});
