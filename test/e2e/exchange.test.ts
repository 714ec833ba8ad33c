import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, type OpenApp, openApp } from '#test/browser';

const browser = findBrowser();
if (!browser) process.stderr.write('e2e: skipped, no Chrome, Chromium or Edge was found\n');

const flow = (name: string) =>
  `${JSON.stringify(
    {
      flowbench: 1,
      id: `flw_${name}`,
      name,
      nodes: {
        start: { type: 'trigger.manual' },
        call: { type: 'http.request', name: 'Ask', params: { url: 'https://one.example/x' } },
      },
      edges: ['start -> call'],
    },
    null,
    2,
  )}\n`;

/** Drops files from outside onto the window. */
async function drop(page: Page, files: { name: string; text: string }[]): Promise<void> {
  // As text: tests are not compiled against a browser's types.
  const data = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    for (const { name, text } of ${JSON.stringify(files)}) transfer.items.add(new File([text], name));
    return transfer;
  })()`);
  await page.dispatchEvent('.page', 'drop', { dataTransfer: data });
}

async function downloadOf(page: Page, menu: string, entry: string): Promise<{ name: string; text: string }> {
  await page.getByRole('button', { name: menu }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: entry }).click(),
  ]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'latin1') };
}

describe.skipIf(!browser)('taking flows in and giving them out', () => {
  let app: OpenApp;
  beforeAll(async () => {
    app = await openApp({ trust: false });
  }, 60_000);
  afterAll(() => app?.close());

  test('drop, chooser, export, pack and picture', { timeout: 90_000 }, async () => {
    const { page, workspace } = app;
    await page.getByText('Draw a flow').waitFor();

    await drop(page, [
      { name: 'orders.flow.json', text: flow('orders') },
      { name: 'orders.flow.json', text: flow('orders two') },
      { name: 'broken.json', text: '{ oops' },
    ]);
    await page.getByText(/broken\.json was not imported: this is not JSON/).waitFor();
    await page.getByText(/Imported 2 flows/).waitFor();
    expect(await readFile(join(workspace, 'orders-2.flow.json'), 'utf8')).toBe(flow('orders two'));

    // A stranger's flow is asked about before it runs.
    await page.locator('.face', { hasText: 'Ask' }).waitFor();
    await page.keyboard.press('F5');
    await page.getByRole('dialog').getByText('one.example').waitFor();
    await page.getByRole('button', { name: 'Not now' }).click();

    const exported = await downloadOf(page, 'Import and export', 'Export the flow in front…');
    expect(exported).toEqual({ name: 'orders-2.flow.json', text: flow('orders two') });

    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      (async () => {
        await page.getByRole('button', { name: 'Import and export' }).click();
        await page.getByRole('menuitem', { name: 'Import…' }).click();
      })(),
    ]);
    await chooser.setFiles({
      name: exported.name,
      mimeType: 'application/json',
      buffer: Buffer.from(exported.text),
    });
    await page.getByText(/Imported as orders-2-2\.flow\.json/).waitFor();
    const again = JSON.parse(await readFile(join(workspace, 'orders-2-2.flow.json'), 'utf8')) as object;
    expect(again).toEqual({ ...JSON.parse(flow('orders two')), id: expect.stringMatching(/^flw_.{12}$/) });

    const svg = await downloadOf(page, 'Export a picture', 'Picture as SVG');
    expect(svg.name).toBe('orders two.svg');
    expect(svg.text).toContain('>Ask</text>');
    const png = await downloadOf(page, 'Export a picture', 'Picture as PNG');
    expect(png.text.slice(1, 4)).toBe('PNG');

    await page.getByRole('button', { name: 'Import and export' }).click();
    await page.getByRole('menuitem', { name: 'Export flows as a pack…' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('shop');
    await page.getByRole('dialog').getByLabel('All').check();
    const [pack] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export 3 flows' }).click(),
    ]);
    const file = join(workspace, '..', 'shop.flowpack');
    await writeFile(file, await readFile(await pack.path()));
    const [again2] = await Promise.all([
      page.waitForEvent('filechooser'),
      (async () => {
        await page.getByRole('button', { name: 'Import and export' }).click();
        await page.getByRole('menuitem', { name: 'Import…' }).click();
      })(),
    ]);
    await again2.setFiles(file);
    const dialog = page.getByRole('dialog', { name: 'Import shop?' });
    await dialog.getByText('one.example').first().waitFor();
    await dialog.getByRole('button', { name: 'Import' }).click();
    await page.getByText(/Unpacked 3 flows into shop/).waitFor();
    expect(await readFile(join(workspace, 'shop', 'orders.flow.json'), 'utf8')).toBe(flow('orders'));
    expect(app.errors).toEqual([]);
  });

  test('pasted: a whole flow, a cURL command, JSON', { timeout: 60_000 }, async () => {
    const { page } = app;
    const paste = (text: string) =>
      page.evaluate(`(() => {
        const data = new DataTransfer();
        data.setData('text/plain', ${JSON.stringify(text)});
        const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
        document.querySelector('.canvas').dispatchEvent(event);
      })()`);
    await page.locator('.canvas').waitFor();
    await paste(flow('pasted one'));
    await page.getByText(/Imported as pasted-one\.flow\.json/).waitFor();
    await page.getByRole('navigation', { name: 'Open flows' }).getByText('pasted one').waitFor();
    const faces = page.locator('.face');
    await faces.nth(1).waitFor();

    await paste("curl -X POST https://two.example -H 'Authorization: Bearer abc' --json '{\"a\":1}'");
    await page.getByText(/Authorization: this looks like a secret/).waitFor();
    await faces.nth(2).waitFor();
    await paste('[{"a":1},{"a":2}]');
    await faces.nth(3).waitFor();
    await page.getByText(/^Saved \d/).waitFor();
    const saved = await readFile(join(app.workspace, 'pasted-one.flow.json'), 'utf8');
    const { nodes } = JSON.parse(saved) as { nodes: Record<string, { type: string; params?: object }> };
    const added = Object.values(nodes).slice(2);
    expect(added.map(({ type }) => type)).toEqual(['http.request', 'trigger.manual']);
    expect(added[1]?.params).toEqual({ items: [{ a: 1 }, { a: 2 }] });
    expect(app.errors).toEqual([]);
  });
});
