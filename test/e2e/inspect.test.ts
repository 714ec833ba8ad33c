import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, type OpenApp, openApp } from '#test/browser';

const found = findBrowser();
if (!found) process.stderr.write('e2e: skipped, no Chrome, Chromium or Edge was found\n');

const FLOW = {
  flowbench: 1,
  id: 'flw_inspected',
  name: 'Inspected',
  nodes: {
    start: {
      type: 'trigger.manual',
      params: {
        items: [
          { sku: 'A-1', 'order-no': 7, qty: 3 },
          { sku: 'B-2', 'order-no': 8, qty: 12 },
        ],
      },
    },
    map: { type: 'data.map', name: 'Shape', params: { fields: [{ name: 'sku' }], keep: 'none' } },
  },
  edges: ['start -> map'],
  view: { start: [0, 0], map: [240, 0] },
};

describe.skipIf(!found)('the inspector', () => {
  let app: OpenApp;
  beforeAll(async () => {
    app = await openApp({ files: { 'inspected.flow.json': JSON.stringify(FLOW) } });
  }, 60_000);
  afterAll(() => app?.close());

  test('maps by name, by keys and by dragging, with the value of the chosen item', {
    timeout: 60_000,
  }, async () => {
    const { page } = app;
    await page.getByRole('treeitem', { name: /Inspected/ }).click();
    await page.locator('.face', { hasText: 'Shape' }).click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    const table = inspector.getByRole('grid', { name: 'In, table' });
    await table.getByRole('row', { name: /B-2/ }).waitFor();

    await inspector.getByRole('button', { name: 'Fill 1 by name' }).click();
    await inspector.locator('.preview', { hasText: 'A-1' }).waitFor();
    await table.getByRole('row', { name: /B-2/ }).click();
    await inspector.locator('.preview', { hasText: 'B-2' }).waitFor();

    await inspector.getByRole('button', { name: 'Add to fields' }).click();
    await inspector.locator('[data-param="fields[1].name"] input').fill('order');
    const head = table.getByRole('columnheader').filter({ hasText: 'order-no' }).getByRole('button');
    await head.dragTo(inspector.locator('[data-param="fields[1].value"] .cm-content'));
    await inspector.locator('.preview', { hasText: /^8$/ }).waitFor();

    const value = inspector.locator('[data-param="fields[1].value"] .cm-content');
    await value.press('ControlOrMeta+End');
    await page.keyboard.type(' x {{ $json.q');
    await page.locator('.cm-tooltip-autocomplete li', { hasText: 'qty' }).click();
    expect(await value.textContent()).toBe("{{ $json['order-no'] }} x {{ $json.qty }}");
    await inspector.locator('.preview', { hasText: /^8 x 12$/ }).waitFor();

    // The node by itself, as it stands now, on the items it got.
    await inspector.getByRole('button', { name: 'Run this node on the items it got' }).click();
    const given = inspector.getByRole('grid', { name: 'Out, table' });
    await given.getByRole('row', { name: /8 x 12/ }).waitFor();

    await page.getByText(/^Saved \d/).waitFor();
    const saved = JSON.parse(await app.engine.read('inspected.flow.json')) as typeof FLOW;
    expect(saved.nodes.map.params.fields).toEqual([
      { name: 'sku', value: '{{ $json.sku }}' },
      { name: 'order', value: "{{ $json['order-no'] }} x {{ $json.qty }}" },
    ]);
    // Another type in its place: name and wires stay, parameters that both have too.
    await inspector.getByRole('button', { name: 'More about this node' }).click();
    await page.getByRole('menuitem', { name: 'Replace with another type' }).click();
    await page.getByPlaceholder('Replace Shape with').fill('Filter');
    expect(await page.getByRole('option', { name: /^For each/ }).count()).toBe(0);
    await page.keyboard.press('Enter');
    await inspector.getByText('Filter', { exact: true }).waitFor();
    const replaced = async () => JSON.parse(await app.engine.read('inspected.flow.json'));
    await expect.poll(async () => (await replaced()).nodes.map.type).toBe('control.filter');
    expect(await replaced()).toMatchObject({ nodes: { map: { name: 'Shape' } }, edges: ['start -> map'] });
    await page.locator('.canvas').focus();
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await replaced()).nodes.map).toEqual(saved.nodes.map);
    expect(app.errors).toEqual([]);
  });
});
