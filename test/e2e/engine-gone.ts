import { expect, test } from 'vitest';
import { ended, face, flowText, play, saved } from './stage.ts';

/** What an engine that dies and a page that is loaded anew leave as it was. */
export function engineGone(): void {
  test('a dead engine is told, edits made meanwhile are kept and saved when it is back', () =>
    play(
      { files: { 'kept.flow.json': flowText('kept', { start: { type: 'trigger.manual', name: 'Begin' } }) } },
      async ({ page, engine, errors }) => {
        await page.getByRole('treeitem', { name: 'kept' }).click();
        await face(page, 'Begin').click();
        await engine.kill();
        await page.getByRole('alert').getByText('The engine does not answer').waitFor();
        await page.getByLabel('Name of the node').fill('Written meanwhile');
        await page.getByText('Edits are kept here until the engine is back').waitFor();
        expect(await engine.read('kept.flow.json')).not.toContain('Written meanwhile');

        await engine.start();
        await page.getByRole('alert').waitFor({ state: 'detached' });
        await saved(page);
        expect(await engine.read('kept.flow.json')).toContain('Written meanwhile');
        // The browser logs every connection that failed.
        expect(errors.filter((error) => !/WebSocket|ERR_CONNECTION/.test(error))).toEqual([]);
        errors.length = 0;
      },
    ));

  test('a reload in the middle of a run shows the run again', () =>
    play(
      {
        files: {
          'long.flow.json': flowText(
            'long',
            {
              start: { type: 'trigger.manual', name: 'Begin' },
              wait: { type: 'control.waitFor', name: 'Wait' },
            },
            ['start -> wait'],
          ),
        },
      },
      async ({ page }) => {
        await page.getByRole('treeitem', { name: 'long' }).click();
        await face(page, 'Begin').waitFor();
        await page.keyboard.press('F5');
        await page.locator('.face-waiting').waitFor();
        await page.reload();
        await page.locator('.face-waiting').waitFor();
        await page.locator('.face-done', { hasText: 'Begin' }).waitFor();
        await page.locator('.run-progress').getByRole('button', { name: 'Stop' }).click();
        await ended(page, 'Cancelled');
      },
    ));
}
