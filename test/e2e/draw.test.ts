import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, type OpenApp, openApp } from '#test/browser';

const browser = findBrowser();
if (!browser) process.stderr.write('e2e: skipped, no Chrome, Chromium or Edge was found\n');

describe.skipIf(!browser)('drawing a flow from nothing', () => {
  let app: OpenApp;
  beforeAll(async () => {
    app = await openApp();
  }, 60_000);
  afterAll(() => app?.close());

  test('with mouse and keys, run, undone, and there again after a reload', { timeout: 60_000 }, async () => {
    const { page, workspace } = app;
    await page.getByRole('button', { name: 'New flow' }).last().click();
    await page.getByRole('button', { name: /By hand/ }).click();
    const start = page.locator('.face', { hasText: 'Manual start' });
    await start.waitFor();

    // The palette adds after what is chosen.
    await page.getByLabel('Find a node').fill('map fields');
    await page.getByLabel('Find a node').press('Enter');
    const map = page.locator('.face', { hasText: 'Map fields' });
    await map.waitFor();
    expect(await page.locator('.react-flow__edge').count()).toBe(1);

    // Typing on the canvas adds after the chosen node.
    await map.click();
    await page.keyboard.type('limit');
    await page.keyboard.press('Enter');
    await page.locator('.face', { hasText: 'Limit' }).first().waitFor();
    expect(await page.locator('.react-flow__edge').count()).toBe(2);

    await page.keyboard.press('F5');
    await page.locator('.run-progress', { hasText: 'Done' }).waitFor();
    expect(await page.locator('.face-done').count()).toBe(3);

    await page.getByRole('button', { name: /^Undo: Add Limit/ }).click();
    expect(await page.locator('.react-flow__edge').count()).toBe(1);
    await page.getByRole('button', { name: /^Redo: Add Limit/ }).click();
    expect(await page.locator('.react-flow__edge').count()).toBe(2);

    await page.getByText(/^Saved \d/).waitFor();
    await page.reload();
    await page.locator('.face-done', { hasText: 'Limit' }).waitFor();
    const [file = ''] = await readdir(workspace);
    const flow = JSON.parse(await readFile(join(workspace, file), 'utf8')) as { edges: string[] };
    expect(flow.edges).toEqual(['manual-start -> map-fields', 'map-fields -> limit']);
    expect(app.errors).toEqual([]);
  });
});
