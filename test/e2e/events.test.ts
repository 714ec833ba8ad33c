import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { findBrowser } from '#test/browser';
import { check } from './accessible.ts';
import { closeBrowser, ended, face, flowText, PATIENT, play } from './stage.ts';

const found = findBrowser() !== undefined;
if (!found) process.stderr.write('e2e: skipped, no Chrome, Chromium or Edge was found\n');

const nodes = {
  call: { type: 'trigger.webhook', name: 'Orders arrive', params: { path: 'orders' } },
  pick: {
    type: 'data.map',
    name: 'Pick',
    params: { keep: 'none', fields: [{ name: 'total', value: '{{ $json.body.total * 2 }}' }] },
  },
};
const files = { 'orders.flow.json': flowText('Orders', nodes, ['call -> pick']) };

const post = (url: string, body: string, type = 'application/json') =>
  fetch(url, { method: 'POST', headers: { 'content-type': type, 'x-shop': 'north' }, body });
const calls = (page: Page) => page.getByRole('region', { name: 'Calls of this webhook' });
const addressIn = async (page: Page): Promise<string> =>
  (await calls(page).locator('.copy-line code').first().textContent()) ?? '';

describe.skipIf(!found)('webhooks in the window', () => {
  afterAll(closeBrowser);

  test(
    'a call that was waited for becomes the sample of previews and of the next run',
    {
      timeout: 90_000,
    },
    () =>
      play({ files, trust: true }, async ({ page }) => {
        await page.getByRole('treeitem', { name: /Orders/ }).click();
        await face(page, 'Orders arrive').click();
        await calls(page).getByText('Its URL appears here once the flow is active').waitFor();

        // By keys: wait, cancel, wait again.
        const wait = page.getByRole('button', { name: 'Wait for a call' });
        await wait.focus();
        await page.keyboard.press('Enter');
        await page.getByText('Waiting for a call', { exact: true }).waitFor();
        const first = await addressIn(page);
        expect(first).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/orders$/);
        await calls(page).getByRole('button', { name: 'Cancel' }).press('Enter');
        await wait.waitFor();
        await expect.poll(async () => (await post(first, '{}')).status, PATIENT).toBe(404);
        await wait.press('Enter');
        await page.getByText('Waiting for a call', { exact: true }).waitFor();
        await check(page, 'waiting for a call');
        expect(await calls(page).locator('.copy-line code').nth(1).textContent()).toBe(
          `curl -X POST -H 'content-type: application/json' -d '{"hello":"world"}' '${first}'`,
        );
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        await calls(page).getByRole('button', { name: 'Copy URL' }).click();
        await calls(page).getByRole('button', { name: 'URL copied' }).waitFor();
        expect(await page.evaluate('navigator.clipboard.readText()')).toBe(first);

        // Other nodes may be looked at meanwhile.
        await face(page, 'Pick').click();
        await face(page, 'Orders arrive').click();
        await post(first, '{"total":');
        await page.getByText(/A call came that cannot be used/).waitFor();
        expect((await post(first, '{"total":21}')).status).toBe(200);
        await page.getByText(/Caught a call at/).waitFor();
        const data = page.getByRole('region', { name: 'Data', exact: true });
        await data.getByText('JSON', { exact: true }).click();
        await data.getByText('21', { exact: true }).waitFor();
        expect((await post(first, '{}')).status).toBe(404);

        await face(page, 'Pick').click();
        await page.locator('.preview-value', { hasText: '42' }).waitFor();
        await page.getByRole('button', { name: "Run this node on the trigger's sample" }).click();
        await ended(page, 'Done');
        await page.getByRole('button', { name: 'Take the run off the canvas' }).click();
        await page.keyboard.press('F5');
        await ended(page, 'Done');
        await page.getByRole('region', { name: 'Out' }).getByText('42').waitFor();

        await page.getByRole('button', { name: 'Take the run off the canvas' }).click();
        await face(page, 'Orders arrive').click();
        await page.getByRole('button', { name: 'Forget it' }).click();
        await page.getByText(/Caught a call at/).waitFor({ state: 'detached' });
      }),
  );

  test(
    'events are listed, searched, shown and replayed, those in quarantine once confirmed',
    {
      timeout: 90_000,
    },
    () =>
      play({ files, trust: true }, async ({ page }) => {
        const nav = page.getByRole('navigation', { name: 'Main' });
        await nav.getByRole('button', { name: 'Events' }).click();
        await page.getByRole('heading', { name: 'No call has come in yet' }).waitFor();
        await check(page, 'no events');
        await nav.getByRole('button', { name: 'Flows' }).click();
        await page.getByRole('treeitem', { name: /Orders/ }).click();
        await face(page, 'Orders arrive').click();
        await page.getByRole('switch', { name: 'Active', exact: true }).click();
        await calls(page).getByRole('button', { name: 'Copy URL' }).waitFor();
        const url = await addressIn(page);
        for (let total = 1; total <= 70; total++)
          expect((await post(url, `{"total":${total}}`)).status).toBe(202);
        await post(url, '{"total":');
        const mark = page.getByRole('treeitem').getByRole('img', { name: /1 call in quarantine/ });
        await mark.waitFor();
        await page.getByRole('button', { name: '1 call in quarantine' }).click();

        // The one in quarantine, from the status bar.
        const list = page.getByRole('listbox', { name: 'Events, newest first' });
        const event = page.getByRole('main', { name: 'Event' });
        await expect.poll(() => list.getByRole('option').count(), PATIENT).toBe(1);
        await event.getByText(/says it is JSON, but it is not/).waitFor();
        await event.getByText('{"total":').waitFor();
        await event.getByText('north').waitFor();
        await check(page, 'an event in quarantine');
        await event.getByRole('button', { name: 'Replay…' }).press('Enter');
        const question = page.getByRole('dialog', { name: 'Replay this call?' });
        await question.getByRole('button', { name: 'Leave it' }).click();
        await event.getByRole('button', { name: 'Replay…' }).click();
        await question.getByRole('button', { name: /It is genuine/ }).click();
        await event.locator('.tag', { hasText: 'dead' }).waitFor();
        await event.getByRole('button', { name: /replay of/ }).click();
        await event.locator('.tag', { hasText: 'quarantined' }).waitFor();

        // All of them come with scrolling.
        await page.getByRole('button', { name: 'Show all events' }).click();
        await list
          .getByRole('option', { name: /started/ })
          .first()
          .click();
        await list.press('End');
        await expect
          .poll(async () => {
            await list.press('End');
            return event.getByRole('region', { name: 'Body, JSON' }).textContent();
          }, PATIENT)
          .toMatch(/"total": 1\D/);

        // By text in the body; a good one is replayed at once and leads to its run.
        await page.getByRole('searchbox', { name: 'Search events' }).fill('"total":33}');
        await expect.poll(() => list.getByRole('option').count(), PATIENT).toBe(1);
        await list.getByRole('option').click();
        await event.getByText('33', { exact: true }).waitFor();
        await event.getByRole('button', { name: 'Replay' }).click();
        await expect.poll(() => list.getByRole('option').count(), PATIENT).toBe(2);
        await event.getByRole('button', { name: 'Open the run it started' }).click();
        await page.getByRole('main', { name: 'Run of Orders' }).waitFor();
      }),
  );
});
