import { readdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { edges, ended, face, PATIENT, play, saved } from './stage.ts';

/** A flow from nothing, with the mouse alone and with the keys alone. */
export function drawing(): void {
  test('with the mouse only', () =>
    play({}, async ({ page, engine }) => {
      await page.getByRole('button', { name: 'New flow' }).last().click();
      await page.getByRole('button', { name: /By hand/ }).click();
      await face(page, 'Manual start').waitFor();
      // From the palette onto the canvas, not joined to anything.
      const canvas = await page.locator('.react-flow').boundingBox();
      if (!canvas) throw new Error('the canvas is not seen');
      await page
        .locator('.palette-node', { hasText: 'Map fields' })
        .dragTo(page.locator('.react-flow__pane'), {
          targetPosition: { x: canvas.width / 2 + 60, y: canvas.height / 2 + 120 },
        });
      await face(page, 'Map fields').waitFor();
      expect(await edges(page).count()).toBe(0);
      // From port to port.
      await face(page, 'Manual start')
        .getByLabel('Output out')
        .dragTo(face(page, 'Map fields').getByLabel('Input in'));
      await expect.poll(() => edges(page).count(), PATIENT).toBe(1);
      // From a port into space: what fits is offered.
      const port = await face(page, 'Map fields').getByLabel('Output out').boundingBox();
      if (!port) throw new Error('the port is not seen');
      await page.mouse.move(port.x + port.width / 2, port.y + port.height / 2);
      await page.mouse.down();
      await page.mouse.move(port.x + 90, port.y + 40, { steps: 4 });
      await page.mouse.up();
      await page.getByRole('option', { name: /^Limit/ }).click();
      await face(page, 'Limit').waitFor();
      expect(await edges(page).count()).toBe(2);

      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await ended(page, 'Done');
      expect(await page.locator('.face-done').count()).toBe(3);
      await saved(page);
      const [file = ''] = await readdir(engine.workspace);
      expect(JSON.parse(await engine.read(file)).edges).toEqual([
        'manual-start -> map-fields',
        'map-fields -> limit',
      ]);
      // What was run is shown again.
      await page.reload();
      await expect.poll(() => page.locator('.face-done').count(), PATIENT).toBe(3);
    }));

  test('with the keyboard only, run, failed, mended, retried, undone, copied, reloaded', () =>
    play({}, async ({ page, engine }) => {
      const { keyboard } = page;
      await page.getByRole('heading', { name: 'Draw a flow' }).waitFor();
      await command(page, 'New flow');
      await page.getByRole('heading', { name: 'What should start this flow?' }).waitFor();
      await keyboard.type('manual');
      await keyboard.press('Enter');
      await face(page, 'Manual start').waitFor();
      await addByTyping(page, 'code', 'Code');
      await addByTyping(page, 'limit', 'Limit');
      await keyboard.press('ArrowLeft');
      await writeCode(page, "throw new Error('no such price');");

      await keyboard.press('F5');
      await ended(page, 'Failed');
      await face(page, 'Code').and(page.locator('.face-failed')).waitFor();
      await page.locator('.inspector').getByText('no such price').first().waitFor();

      await writeCode(page, 'return [{ price: 7 }, { price: 8 }];');
      await saved(page);
      await command(page, 'Show runs');
      await tabTo(page, 'Retry from a step');
      await keyboard.press('Enter');
      await page.getByRole('menuitem', { name: 'Code, with the flow as it is now' }).waitFor();
      for (let nr = 0; nr < 9; nr++) {
        if (await page.locator('[role=menuitem]:focus', { hasText: 'flow as it is now' }).count()) break;
        await keyboard.press('ArrowDown');
      }
      await keyboard.press('Enter');
      await page.getByText('a retry of').waitFor();
      await page.locator('.run-title .is-done').waitFor();
      await tabTo(page, 'Show this run on the canvas');
      await keyboard.press('Enter');
      await ended(page, 'Done');
      await page.locator('.data-panel').getByText('8', { exact: true }).first().waitFor();

      // Undone, done again, and copied as text into another flow.
      await page.locator('.canvas').focus();
      await keyboard.press('Control+z');
      await page.getByRole('button', { name: /^Redo: / }).waitFor();
      await keyboard.press('Control+Shift+Z');
      await page.getByRole('button', { name: 'Redo', exact: true }).waitFor();
      await keyboard.press('Control+a');
      await keyboard.press('Control+c');
      await command(page, 'New flow');
      await page.getByRole('heading', { name: 'What should start this flow?' }).waitFor();
      await keyboard.press('Control+v');
      await face(page, 'Limit').waitFor();
      await saved(page);
      const [from, to] = await Promise.all(
        ['untitled.flow.json', 'untitled-2.flow.json'].map(async (path) =>
          JSON.parse(await engine.read(path)),
        ),
      );
      expect(to.edges).toEqual(['manual-start -> code', 'code -> limit']);
      expect(to.nodes).toEqual(from.nodes);
      await page.reload();
      await face(page, 'Limit').waitFor();
      expect(await edges(page).count()).toBe(2);
    }));
}

async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').waitFor();
  await page.keyboard.type(name);
  await page.locator('[role=option][aria-selected=true]', { hasText: name }).waitFor();
  await page.keyboard.press('Enter');
}

/** Typing on the canvas adds after the chosen node. */
async function addByTyping(page: Page, text: string, name: string): Promise<void> {
  const before = await edges(page).count();
  await page.keyboard.type(text);
  await page.getByRole('option', { name: new RegExp(`^${name}`) }).waitFor();
  await page.keyboard.press('Enter');
  await face(page, name).waitFor();
  await expect.poll(() => edges(page).count(), PATIENT).toBe(before + 1);
}

/** Opens the chosen node's code by keys, writes it anew, and goes back to the canvas. */
async function writeCode(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Enter');
  await page.locator('.inspector :focus').waitFor();
  await tabTo(page, 'JavaScript');
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
  await page.keyboard.press('Escape');
}

const FOCUSED = "document.activeElement?.ariaLabel ?? document.activeElement?.textContent ?? ''";

/** Presses Tab until what has the focus is called that. */
async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = [];
  for (let nr = 0; nr < 120; nr++) {
    const at = await page.evaluate<string>(FOCUSED);
    if (at.trim() === name) return;
    seen.push(at.trim().slice(0, 30));
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to “${name}”, only to ${seen.join(', ')}`);
}
