import { afterAll, describe, expect, test } from 'vitest';
import { findBrowser } from '#test/browser';
import { check } from './accessible.ts';
import { closeBrowser, face, flowText, PATIENT, play, saved } from './stage.ts';

const found = findBrowser() !== undefined;
if (!found) process.stderr.write('e2e: skipped, no Chrome, Chromium or Edge was found\n');

const beat = { type: 'trigger.schedule', name: 'Beat', params: { every: '300ms' } };
const few = { type: 'data.limit', name: 'Few', params: { max: 1 } };
const files = {
  'beat.flow.json': flowText('Beating', { beat, few }, ['beat -> few']),
  'hook.flow.json': flowText('Hooked', {
    hook: { type: 'trigger.webhook', name: 'Orders arrive', params: { auth: 'basic' } },
  }),
};

describe.skipIf(!found)('activating', () => {
  afterAll(closeBrowser);

  test(
    'a schedule starts runs, edits count when activated again, and a restart changes nothing',
    {
      timeout: 90_000,
    },
    () =>
      play({ files, trust: false }, async ({ page, engine, errors }) => {
        const row = page.getByRole('treeitem', { name: /Beating/ });
        const toggle = page.getByRole('switch', { name: 'Active', exact: true });
        const isOn = () => toggle.getAttribute('aria-checked');
        const runsToday = async () => Number((await row.locator('.tree-runs').textContent()) || 0);

        await row.click();
        await face(page, 'Beat').waitFor();
        await expect.poll(() => toggle.isEnabled(), PATIENT).toBe(true);
        await toggle.focus();
        await page.keyboard.press('Space');
        const question = page.getByRole('dialog', { name: 'May this flow run?' });
        await question.getByRole('button', { name: 'Trust and activate' }).click();
        await expect.poll(isOn, PATIENT).toBe('true');
        await row.getByRole('img', { name: 'active', exact: true }).waitFor();
        await expect.poll(runsToday, PATIENT).toBeGreaterThan(1);
        await face(page, 'Beat').click();
        await page.getByRole('region', { name: 'Next times' }).getByRole('listitem').nth(4).waitFor();
        await check(page, 'an active flow');
        await page.getByRole('button', { name: '1 active flow' }).press('Enter');
        const overview = page.getByRole('dialog', { name: 'Active flows' });
        await overview.getByText(/^next at /).waitFor();
        await check(page, 'active flows');
        await overview.getByRole('button', { name: 'beat', exact: true }).click();
        await overview.waitFor({ state: 'detached' });

        // What is edited is not what is active; what is undone is.
        const again = page.getByRole('button', { name: 'Activate again' });
        const every = page.getByRole('textbox', { name: 'Every', exact: true });
        await every.fill('500');
        await page.keyboard.press('Tab');
        await again.waitFor();
        await row.getByRole('img', { name: 'active, changed since' }).waitFor();
        await page.locator('.canvas').focus();
        await page.keyboard.press('Control+z');
        await saved(page);
        await again.waitFor({ state: 'detached' });
        expect(await isOn()).toBe('true');
        await page.keyboard.press('Control+Shift+Z');
        await again.click();
        await again.waitFor({ state: 'detached' });
        expect(await isOn()).toBe('true');

        await engine.kill();
        await engine.start();
        await page.getByLabel('The engine is running').waitFor();
        errors.length = 0; // that it was gone
        await expect.poll(isOn, PATIENT).toBe('true');
        const before = await runsToday();
        await expect.poll(runsToday, PATIENT).toBeGreaterThan(before);

        await toggle.click();
        await expect.poll(isOn, PATIENT).toBe('false');
        await row.getByRole('img', { name: /^active/ }).waitFor({ state: 'detached' });
      }),
  );

  test(
    'a flow whose trigger cannot get ready is refused with the node that stands in the way',
    {
      timeout: 60_000,
    },
    () =>
      play({ files, trust: true }, async ({ page }) => {
        await page.getByRole('treeitem', { name: /Hooked/ }).click();
        await face(page, 'Orders arrive').waitFor();
        const toggle = page.getByRole('switch', { name: 'Active', exact: true });
        await toggle.click();
        await page.getByText('The trigger "hook" checks its callers, but has no connection').waitFor();
        expect(await toggle.getAttribute('aria-checked')).toBe('false');
      }),
  );
});
