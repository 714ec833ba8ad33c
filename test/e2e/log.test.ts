import { afterAll, describe, expect, test } from 'vitest';
import { findBrowser } from '#test/browser';
import { closeBrowser, ended, flowText, play } from './stage.ts';

const nodes = {
  start: { type: 'trigger.manual', params: { items: [{ n: 1 }, { n: 2 }, { n: 3 }] } },
  each: { type: 'control.forEach', name: 'Each' },
  say: {
    type: 'data.code',
    name: 'Say',
    in: 'each',
    params: {
      mode: 'item',
      code: "console.log('line', $json.n);\nif ($json.n === 2) console.warn('odd one');\nreturn $json;",
    },
  },
};
const edges = ['start -> each', 'each:each -> say', 'say -> each:collect'];

describe.skipIf(!findBrowser())('the log', () => {
  afterAll(closeBrowser);

  test('has what nodes say, by level and text, and leads to the step', { timeout: 60_000 }, async () => {
    const files = { 'log.flow.json': flowText('log', nodes, edges) };
    await play({ files, trust: true }, async ({ page }) => {
      await page.getByRole('treeitem', { name: /log/ }).click();
      await page.getByRole('tab', { name: 'Log' }).click();
      await page.getByText('No run is shown').waitFor();
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await ended(page, 'Done');
      const lines = page.getByRole('listbox', { name: /^Log lines/ }).getByRole('option');
      await lines.filter({ hasText: 'line 3' }).waitFor();
      expect(await lines.count()).toBe(4);

      await page.getByRole('searchbox', { name: 'Text in the log' }).fill('ODD');
      await expect.poll(() => lines.count()).toBe(1);
      await lines.click();
      await page.getByRole('button', { name: 'Show the node' }).click();
      const inspector = page.getByRole('complementary', { name: 'Inspector' });
      await inspector.getByText('[1]', { exact: true }).waitFor();
      await inspector
        .getByRole('grid', { name: 'In, table' })
        .getByText('2', { exact: true })
        .first()
        .waitFor();
      await page.getByRole('combobox', { name: 'Level' }).click();
      await page.getByRole('option', { name: 'Errors', exact: true }).click();
      await page.getByText('No line fits.').waitFor();
    });
  });
});
