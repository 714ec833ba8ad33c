import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSettings } from './settings.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowbench-settings-'));
});
afterEach(() => rm(folder, { recursive: true }));

const window = { bounds: { x: 1, y: 2, width: 1200, height: 800 }, maximized: true };

test('settings outlive the app; looking for updates is off', async () => {
  expect(openSettings(folder).get()).toEqual({ window: { maximized: false }, theme: 'system' });
  openSettings(folder).set({ window, workspace: '/flows' });
  openSettings(folder).set({ theme: 'dark' });
  expect(openSettings(folder).get()).toEqual({ window, workspace: '/flows', theme: 'dark' });
  if (process.platform !== 'win32') {
    expect((await stat(join(folder, 'settings.json'))).mode & 0o777).toBe(0o600);
  }
});

test('broken values count as not set, each for itself', async () => {
  const broken = { theme: 'pink', window: { bounds: 'wide' }, workspace: '/flows', updateFeed: 'http://x' };
  await writeFile(join(folder, 'settings.json'), JSON.stringify(broken));
  expect(openSettings(folder).get()).toEqual({
    theme: 'system',
    window: { maximized: false },
    workspace: '/flows',
  });
});

test('a broken file keeps nobody from starting', async () => {
  await writeFile(join(folder, 'settings.json'), '{"theme":');
  const settings = openSettings(folder);
  expect(settings.get().theme).toBe('system');
  settings.set({ theme: 'light' });
  expect(JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8'))).toMatchObject({ theme: 'light' });
});
