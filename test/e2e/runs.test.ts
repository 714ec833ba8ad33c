import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, type OpenApp, openApp } from '#test/browser';

const found = findBrowser();
if (!found) process.stderr.write('e2e: skipped, no Chrome, Chromium or Edge was found\n');

/** Two hundred lines, of which every fiftieth fails; then an approval. */
const FLOW = {
  flowbench: 1,
  id: 'flw_lines',
  name: 'Order lines',
  nodes: {
    start: { type: 'trigger.manual' },
    lines: {
      type: 'data.code',
      name: 'Lines',
      params: { code: 'return Array.from({ length: 200 }, (_, line) => ({ line, sku: "HT-" + line }));' },
    },
    each: {
      type: 'control.forEach',
      name: 'For each line',
      params: { concurrency: 4, onItemError: 'collect' },
    },
    check: {
      type: 'data.map',
      name: 'Check',
      in: 'each',
      params: {
        fields: [{ name: 'ok', value: '{{ $json.line % 50 === 7 ? $json.missing.field : true }}' }],
      },
    },
    release: { type: 'control.waitFor', name: 'Release?', params: { event: 'approval' } },
    end: { type: 'data.limit', name: 'First ten', params: { count: 10 } },
  },
  edges: [
    'start -> lines',
    'lines -> each',
    'each:each -> check',
    'check -> each:collect',
    'each:done -> release',
    'release:approved -> end',
  ],
};

describe.skipIf(!found)('looking at runs', () => {
  let app: OpenApp;
  beforeAll(async () => {
    app = await openApp({ files: { 'lines.flow.json': JSON.stringify(FLOW, null, 2) } });
  }, 60_000);
  afterAll(() => app?.close());

  test('live, answered, failures compared, retried from a step', { timeout: 60_000 }, async () => {
    const { page } = app;
    await page.getByRole('treeitem', { name: /Order lines/ }).click();
    await page.locator('.face', { hasText: 'First ten' }).waitFor();
    await page.keyboard.press('F5');
    await page.getByRole('tab', { name: 'Runs' }).click();
    await page.getByRole('button', { name: 'Open', exact: true }).click();

    const tag = page.locator('.run-title .tag');
    await tag.filter({ hasText: 'waiting, 4 of 200 iterations failed' }).waitFor();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('The link to answer Release? is copied').waitFor();
    const link = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(await (await fetch(link)).text()).toContain('Release?');
    await page.getByRole('textbox', { name: 'Comment on Release?' }).fill('go on');
    await page.getByRole('button', { name: 'Approve' }).click();
    await tag.filter({ hasText: 'done, 4 of 200 iterations failed' }).waitFor();

    // It opens on the first failure, beside the nearest iteration that was done.
    const grid = page.locator('.cells');
    expect(await grid.getAttribute('aria-label')).toMatch(/^\[7\] failed at Check/);
    const differs = page.locator('.compare-differs');
    await differs.filter({ hasText: 'HT-6' }).filter({ hasText: 'HT-7' }).waitFor();
    await page.getByRole('button', { name: 'Next failure' }).click();
    await differs.filter({ hasText: 'HT-57' }).waitFor();
    expect(await page.locator('.reasons tbody tr').count()).toBe(1);
    expect(await page.locator('.reasons').textContent()).toContain('[157]');

    // The waterfall by keys: fold the loop, open it again.
    const rows = page.getByRole('treeitem');
    expect(await rows.count()).toBe(6);
    await page.getByRole('tree').focus();
    for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'ArrowLeft']) await page.keyboard.press(key);
    await expect.poll(() => rows.count()).toBe(5);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => rows.count()).toBe(6);

    await page.getByRole('button', { name: 'Retry from a step' }).click();
    await page.getByRole('menuitem', { name: 'Release?' }).click();
    await page.locator('.run-facts', { hasText: 'a retry of' }).waitFor();
    await tag.filter({ hasText: 'waiting' }).waitFor();
    expect(await rows.filter({ hasText: 'For each line' }).textContent()).toContain('taken over');
    await page.getByRole('button', { name: 'Cancel the run' }).click();
    await tag.filter({ hasText: 'cancelled' }).waitFor();

    // One iteration goes again from a step in it, then all that failed; the others stay as they were.
    await page.getByRole('tab', { name: 'Iterations' }).click();
    await page.getByRole('button', { name: 'Next failure' }).click();
    await page.getByRole('button', { name: /^Retry \[\d+\] from/ }).click();
    await page.getByRole('menuitem', { name: 'Check' }).click();
    await tag.filter({ hasText: 'waiting, 4 of 200 iterations failed' }).waitFor();
    await page.getByRole('button', { name: 'Cancel the run' }).click();
    await page.getByRole('button', { name: 'Retry failed iterations' }).click();
    await tag.filter({ hasText: 'waiting, 4 of 200 iterations failed' }).waitFor();
    await page.getByRole('button', { name: 'Cancel the run' }).click();
    await tag.filter({ hasText: 'cancelled' }).waitFor();

    // A retry beside the run it retries, and two runs chosen in the list.
    await page.getByRole('button', { name: 'Compare with another run' }).click();
    await page.getByRole('menuitem', { name: /which it retries/ }).click();
    const nodes = page.locator('.versus-nodes');
    await nodes.getByRole('button', { name: 'Release?' }).waitFor();
    await nodes.getByRole('button', { name: 'Lines', exact: true }).click();
    await page.getByText('All items here are the same.').waitFor();
    await page.getByRole('button', { name: 'Close the comparison' }).click();
    await tag.filter({ hasText: 'cancelled' }).waitFor();
    await page
      .getByRole('option')
      .last()
      .click({ modifiers: ['Shift'] });
    await nodes.locator('.versus-differs', { hasText: 'First ten' }).click();
    await page.locator('.compare-differs', { hasText: 'HT-0' }).waitFor();
    await page.getByRole('option').first().click();
    await tag.filter({ hasText: 'cancelled' }).waitFor();

    // The history: newest first, found by text in its data.
    const list = page.getByRole('listbox').getByRole('option');
    await expect.poll(() => list.count()).toBe(4);
    await page.getByRole('searchbox', { name: 'Search runs' }).fill('no such text');
    await page.getByText('No run fits these filters.').waitFor();
    await page.getByRole('searchbox', { name: 'Search runs' }).fill('HT-199');
    await expect.poll(() => list.count()).toBe(4);
    expect(app.errors).toEqual([]);
  });
});
