import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findBrowser } from '#test/browser';
import { closeBrowser, ended, face, flowText, PATIENT, play } from './stage.ts';

const nodes = {
  start: { type: 'trigger.manual', params: { items: [{ n: 1 }] } },
  write: { type: 'file.write', name: 'Write', params: { path: 'log.txt', content: 'x', mode: 'append' } },
  after: {
    type: 'data.map',
    name: 'After',
    params: { fields: [{ name: 'seen', value: '{{ $json.path }}' }] },
  },
};
const files = { 'pins.flow.json': flowText('pins', nodes, ['start -> write', 'write -> after']) };

describe.skipIf(!findBrowser())('pinned outputs', () => {
  afterAll(closeBrowser);

  test('are kept, marked, given instead of running the node, edited, taken back', {
    timeout: 90_000,
  }, async () => {
    await play({ files, trust: true }, async ({ page, engine }) => {
      const written = () => readFile(join(engine.workspace, 'log.txt'), 'utf8').catch(() => '');
      const fixtures = () =>
        readFile(join(engine.workspace, 'pins.fixtures.json'), 'utf8').then(JSON.parse, () => undefined);
      const inspector = page.getByRole('complementary', { name: 'Inspector' });
      const run = async () => {
        await page.getByRole('button', { name: 'Run', exact: true }).click();
        await ended(page, 'Done');
      };
      await page.getByRole('treeitem', { name: /pins/ }).click();
      await face(page, 'Write').click();
      await run();
      expect(await written()).toBe('x');

      await inspector.getByRole('button', { name: 'Pin output' }).click();
      await inspector.getByText('Output pinned').waitFor();
      await face(page, 'Write').getByRole('img', { name: 'Output pinned' }).waitFor();
      await expect.poll(fixtures, PATIENT).toMatchObject({ nodes: { write: { out: [{ json: {} }] } } });

      await inspector.getByRole('button', { name: 'Edit what is pinned' }).click();
      const dialog = page.getByRole('dialog', { name: 'Pinned output of Write' });
      await dialog.getByLabel('Items').fill('[{ "path": "by hand" }');
      await dialog.getByText(/^Not JSON yet/).waitFor();
      await dialog.getByLabel('Items').fill('[{ "path": "by hand" }]');
      await dialog.getByRole('button', { name: 'Pin', exact: true }).click();
      await run();
      await face(page, 'Write').getByText('pinned', { exact: true }).waitFor();
      await face(page, 'After').click();
      await inspector
        .getByRole('grid', { name: 'Out, table' })
        .getByRole('row', { name: /by hand/ })
        .waitFor();
      expect(await written()).toBe('x');

      // Edits of pins are edits like any other.
      await face(page, 'Write').click();
      await inspector.getByRole('button', { name: 'Unpin' }).click();
      await expect.poll(fixtures, PATIENT).toBeUndefined();
      await page.locator('.canvas').focus();
      await page.keyboard.press('Control+z');
      await inspector.getByText('Output pinned').waitFor();
      await expect
        .poll(fixtures, PATIENT)
        .toMatchObject({ nodes: { write: { out: [{ json: { path: 'by hand' } }] } } });
      await page.reload();
      await face(page, 'Write').getByRole('img', { name: 'Output pinned' }).waitFor();
    });
  });
});
