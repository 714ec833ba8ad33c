import { afterAll, describe, expect, test } from 'vitest';
import { findBrowser } from '#test/browser';
import { check } from './accessible.ts';
import { closeBrowser, ended, face, flowText, play } from './stage.ts';

const found = findBrowser();
if (!found) process.stderr.write('e2e: skipped, no Chrome, Chromium or Edge was found\n');

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" onload="top.harmed=1"><script>top.harmed=1</script><rect width="40" height="30" fill="#08f"/></svg>';
const read = (path: string) => ({ type: 'file.read', name: path, params: { path } });
const FLOW = flowText(
  'files',
  {
    start: { type: 'trigger.manual' },
    picture: read('picture.svg'),
    page: read('page.html'),
    paper: read('paper.pdf'),
  },
  ['start -> picture', 'start -> page', 'start -> paper'],
);
const FILES = {
  'files.flow.json': FLOW,
  'picture.svg': SVG,
  'page.html': '<h1 id="harm">Hello</h1><script>top.harmed=1</script><img src=x onerror="top.harmed=1">',
  'paper.pdf': '%PDF-1.4 not much of one',
};

describe.skipIf(!found)('files of items', () => {
  afterAll(closeBrowser);

  test('are looked into without anything in them running, and downloaded', { timeout: 60_000 }, () =>
    play({ files: FILES, trust: true }, async ({ page }) => {
      await page.getByRole('treeitem', { name: /files/ }).click();
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await ended(page, 'Done');
      const inspector = page.getByRole('complementary', { name: 'Inspector' });
      const dialog = page.getByRole('dialog');

      await face(page, 'picture.svg').click();
      await inspector.getByRole('button', { name: 'Look into picture.svg' }).click();
      const image = dialog.getByRole('img', { name: 'Content of picture.svg' });
      await expect.poll(() => image.evaluate((img) => Reflect.get(img, 'naturalWidth'))).toBe(40);
      await check(page, 'image of a file');
      await dialog.getByRole('button', { name: 'Close' }).click();

      await face(page, 'page.html').click();
      await inspector.getByRole('button', { name: 'Look into page.html' }).click();
      await dialog.getByText('<h1 id="harm">').waitFor();
      expect(await page.locator('#harm').count()).toBe(0);
      await page.keyboard.press('Escape');

      await face(page, 'paper.pdf').click();
      await inspector.getByRole('button', { name: 'Look into paper.pdf' }).click();
      await dialog.getByText('PDF files are not shown here').waitFor();
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: 'Download' }).click(),
      ]);
      expect(file.suggestedFilename()).toBe('paper.pdf');
      const parts: Buffer[] = [];
      for await (const part of await file.createReadStream()) parts.push(part as Buffer);
      expect(Buffer.concat(parts).toString()).toBe(FILES['paper.pdf']);
      expect(await page.evaluate(() => 'harmed' in globalThis)).toBe(false);
    }),
  );
});
