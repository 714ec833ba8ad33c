import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ended, play } from './stage.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');

/** What axe-core finds on every screen, in light and in dark. */
export function accessible(): void {
  for (const theme of ['light', 'dark'] as const) {
    test(`nothing serious on any screen, ${theme}`, () =>
      play({ theme, copy: EXAMPLES }, async ({ page, errors }) => {
        await page.locator('.card').first().waitFor();
        await check(page, 'start page');
        await page.getByRole('treeitem', { name: 'Check invoices' }).click();
        await page.locator('.box-head', { hasText: 'Each customer' }).waitFor();
        await page.keyboard.press('F5');
        const question = page.getByRole('dialog', { name: 'May this flow run?' });
        await question.waitFor();
        await check(page, 'trust report');
        await question.getByRole('button', { name: 'Trust and run' }).click();
        await ended(page, 'Done');
        await page.locator('.face b', { hasText: 'Add up the lines' }).click();
        await page
          .locator('.data-panel [role=gridcell], .data-panel [role=cell], .data-panel td')
          .first()
          .waitFor();
        await check(page, 'editor with a node chosen');
        for (const [entry, title] of [
          ['Rename…', 'Rename the flow'],
          ['Remove…', 'Remove Check invoices?'],
        ] as const) {
          await page.getByRole('button', { name: 'More for Check invoices' }).click();
          await page.getByRole('menuitem', { name: entry }).click();
          await page.getByRole('dialog', { name: title }).waitFor();
          await check(page, entry);
          await page.keyboard.press('Escape');
          await page.getByRole('dialog').waitFor({ state: 'detached' });
        }
        await page.keyboard.press('Control+k');
        await page.getByRole('dialog').waitFor();
        await check(page, 'command palette');
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await page.locator('.canvas').focus();
        await page.keyboard.press('Alt+o');
        await page.getByRole('tree', { name: 'Nodes of the flow' }).waitFor();
        await check(page, 'outline');
        await page.keyboard.press('?');
        await page.getByRole('dialog').waitFor();
        await check(page, 'list of keys');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Runs', exact: true }).click();
        await page.locator('.runs-row').first().click();
        await page.locator('.run-title').waitFor();
        await check(page, 'runs page');
        errors.length = 0;
      }));
  }
}

interface Finding {
  id: string;
  impact: string | null;
  help: string;
  nodes: readonly { html: string; failureSummary?: string }[];
}

/** Fails softly with what axe-core finds on a screen that keeps people out. */
export async function check(page: Page, screen: string): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<Finding[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  const grave = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const told = grave.map(
    ({ id, nodes }) =>
      `${screen}: ${id}\n${nodes
        .slice(0, 3)
        .map(
          ({ html, failureSummary }) =>
            `  ${html.slice(0, 160)}\n    ${failureSummary?.replaceAll('\n', ' ')}`,
        )
        .join('\n')}`,
  );
  expect.soft(told).toEqual([]);
}
