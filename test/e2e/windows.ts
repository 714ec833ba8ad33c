import { expect, test } from 'vitest';
import { check } from './accessible.ts';
import { face, flowText, PATIENT, play, saved } from './stage.ts';

const START = { start: { type: 'trigger.manual', name: 'Begin' } };

/** Two windows on one flow, and files that others write. */
export function windows(): void {
  test('the second window takes the edits of the first', () =>
    play({ files: { 'shared.flow.json': flowText('shared', START) } }, async ({ page, another, engine }) => {
      const second = await another();
      for (const each of [page, second]) {
        await each.getByRole('treeitem', { name: 'shared' }).click();
        await face(each, 'Begin').waitFor();
      }
      await face(page, 'Begin').click();
      await page.getByLabel('Name of the node').fill('Start of the day');
      await face(second, 'Start of the day').waitFor();
      expect(await engine.read('shared.flow.json')).toContain('Start of the day');
    }));

  test('edits in both are a conflict that is asked about, and nothing is overwritten', () =>
    play(
      { files: { 'shared.flow.json': flowText('shared', START) } },
      async ({ page, another, engine, errors }) => {
        const second = await another();
        for (const each of [page, second]) {
          await each.getByRole('treeitem', { name: 'shared' }).click();
          await face(each, 'Begin').click();
          await each.getByLabel('Name of the node').waitFor();
        }
        // Both write while nothing can be saved.
        await engine.kill();
        await Promise.all([
          page.getByLabel('Name of the node').fill('Mine'),
          second.getByLabel('Name of the node').fill('Theirs'),
        ]);
        await engine.start();
        const asked = (each: typeof page) =>
          each.getByRole('dialog', { name: 'This flow was changed elsewhere' });
        await expect
          .poll(async () => (await asked(page).count()) + (await asked(second).count()), PATIENT)
          .toBe(1);
        const [loser, kept] = (await asked(page).count()) === 1 ? [page, 'Mine'] : [second, 'Theirs'];
        expect(await engine.read('shared.flow.json')).not.toContain(kept);
        await asked(loser).getByRole('button', { name: 'See both' }).click();
        await asked(loser).getByRole('region', { name: 'Theirs' }).waitFor();
        await check(loser, 'conflict');
        await asked(loser).getByRole('button', { name: 'Keep mine' }).click();
        for (const each of [page, second]) await face(each, kept).waitFor();
        await expect.poll(() => engine.read('shared.flow.json'), PATIENT).toContain(kept);
        errors.length = 0;
      },
    ));

  test('a file that is no flow opens as text with its problem marked, and is drawn once it is mended', () =>
    play(
      { files: { 'broken.flow.json': '{\n  "flowbench": 1,\n  "name": "x"\n  "nodes": {}\n}\n' } },
      async ({ page, engine }) => {
        await page.getByRole('treeitem', { name: 'broken' }).click();
        await page.getByText('This file cannot be drawn').waitFor();
        await expect.poll(() => page.locator('.broken-line').count(), PATIENT).toBe(1);
        expect(await page.locator('.broken-line').textContent()).toMatch(/^[34]/);
        await page.getByLabel('Text of the flow').fill(flowText('mended', START));
        await face(page, 'Begin').waitFor();
        await saved(page);
        expect(await engine.read('broken.flow.json')).toContain('flw_mended');
      },
    ));

  test('a stranger’s flow asks before it runs', () =>
    play(
      {
        files: {
          'foreign.flow.json': flowText(
            'foreign',
            {
              start: { type: 'trigger.manual', name: 'Begin' },
              write: { type: 'json.format', name: 'As text' },
              file: { type: 'file.write', name: 'Write it', params: { path: 'out/report.json' } },
            },
            ['start -> write', 'write -> file'],
          ),
        },
      },
      async ({ page, engine, errors }) => {
        await page.getByRole('treeitem', { name: 'foreign' }).click();
        await face(page, 'Begin').waitFor();
        await page.keyboard.press('F5');
        const question = page.getByRole('dialog', { name: 'May this flow run?' });
        await question.getByText('out/report.json').waitFor();
        await question.getByRole('button', { name: 'Not now' }).click();
        await question.waitFor({ state: 'hidden' });
        await expect(engine.read('out/report.json')).rejects.toThrow();

        await page.keyboard.press('F5');
        await question.getByRole('button', { name: 'Trust and run' }).click();
        await page.locator('.run-progress b', { hasText: 'Done' }).waitFor();
        await engine.read('out/report.json');
        // Not asked a second time.
        await page.keyboard.press('F5');
        await page.locator('.run-progress b', { hasText: 'Done' }).waitFor();
        expect(await question.count()).toBe(0);
        errors.length = 0;
      },
    ));
}
