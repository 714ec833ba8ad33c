import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findDesktop } from './find-desktop.ts';

/** A folder with Flowbench and these files in it. */
async function installation(...files: [string, string][]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'flowbench-root-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

const NOTE: [string, string] = ['node_modules/electron/path.txt', 'electron'];
const BINARY: [string, string] = ['node_modules/electron/dist/electron', ''];
const BUILT: [string, string][] = [
  ['dist/electron/main.js', ''],
  ['dist/renderer/index.html', ''],
];
const screen = { platform: 'linux', env: { DISPLAY: ':0' } } as const;

test('with binary, build and screen there is a desktop window', async () => {
  const root = await installation(NOTE, BINARY, ...BUILT);
  expect(findDesktop({ root, ...screen })).toEqual({ electron: join(root, BINARY[0]) });
  expect(findDesktop({ root, platform: 'darwin', env: {} })).toHaveProperty('electron');
});

test('the binary may lie elsewhere', async () => {
  const root = await installation(...BUILT, ['elsewhere/electron', '']);
  const env = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: join(root, 'elsewhere') };
  expect(findDesktop({ root, platform: 'linux', env })).toEqual({
    electron: join(root, 'elsewhere', 'electron'),
  });
});

test('each thing that is missing is said', async () => {
  const nothing = await installation();
  expect(findDesktop({ root: nothing, ...screen })).toEqual({ missing: 'Electron is not installed here' });
  const noted = await installation(NOTE, ...BUILT);
  expect(findDesktop({ root: noted, ...screen })).toEqual({ missing: 'Electron is not installed here' });
  const unbuilt = await installation(NOTE, BINARY);
  expect(findDesktop({ root: unbuilt, ...screen }).missing).toContain('npm run build');
  const blind = await installation(NOTE, BINARY, ...BUILT);
  expect(findDesktop({ root: blind, platform: 'linux', env: {} })).toEqual({
    missing: 'There is no screen here',
  });
});
