import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildWindow } from './build-window.ts';

async function checkout(script?: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'flowbench-build-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'scripts'));
  if (script) await writeFile(join(root, 'scripts', 'build-renderer.ts'), script);
  return root;
}

test('an installed copy has nothing to build with, and needs nothing', async () => {
  await buildWindow(await checkout());
});

test('a checkout builds what is stale, and says so in a sentence where that fails', async () => {
  const root = await checkout(
    "import { writeFileSync } from 'node:fs';\nwriteFileSync('built', process.argv.slice(2).join(' '));\n",
  );
  await buildWindow(root);
  expect(await readFile(join(root, 'built'), 'utf8')).toBe('--if-stale');
  await expect(buildWindow(await checkout('process.exit(3);\n'))).rejects.toMatchObject({
    code: 'CANNOT_BUILD',
    hint: expect.stringContaining('npm install'),
  });
});
