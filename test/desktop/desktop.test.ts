import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, _electron as electron, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findDesktop } from '#engine/cli';

const root = join(import.meta.dirname, '..', '..');
const found = findDesktop({ root, platform: process.platform, env: process.env });
if (found.missing) {
  process.stderr.write(
    `test/desktop did not run: ${found.missing}. "npx install-electron" brings Electron.\n`,
  );
}

/** The shell in a real Electron, with a real engine, on folders of its own. */
describe.runIf(found.electron)('the desktop app', () => {
  let folder = '';
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flowbench-electron-'));
    const { ELECTRON_RUN_AS_NODE: _unset, ...env } = process.env;
    app = await electron.launch({
      executablePath: found.electron ?? '',
      args: [root, `--user-data-dir=${join(folder, 'user')}`],
      env: { ...(env as Record<string, string>), FLOWBENCH_DATA_DIR: join(folder, 'data') },
    });
    page = await app.firstWindow();
    await page.waitForLoadState();
  }, 60_000);

  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('its page is the app’s own, without Node and without eval', async () => {
    expect(page.url()).toMatch(/^flowbench:\/\/app\//);
    expect(await page.evaluate('[typeof require, typeof process, location.origin]')).toEqual([
      'undefined',
      'undefined',
      'flowbench://app',
    ]);
    await expect(page.evaluate('new Function("return 1")()')).rejects.toThrow(/unsafe-eval/);
  });

  test('it has one function for each ability and an engine that lets it in', async () => {
    expect(await page.evaluate('Object.keys(window.flowbench).sort()')).toEqual([
      'notify',
      'onEngineState',
      'onMenuCommand',
      'onOpenFlow',
      'openExternal',
      'openFlowDialog',
      'restartEngine',
      'saveFlowDialog',
      'session',
      'setTheme',
    ]);
    const opened = `window.flowbench.session().then(({ url, token }) => new Promise((resolve) => {
      const socket = new WebSocket(new URL('/api', url.replace('http', 'ws')), ['flowbench.token.' + token]);
      socket.onopen = () => resolve('open');
      socket.onclose = () => resolve('closed');
    }))`;
    expect(await page.evaluate(opened)).toBe('open');
  });

  test('it opens no windows and goes nowhere', async () => {
    expect(await page.evaluate('window.open("file:///etc/passwd")')).toBeNull();
    await page.evaluate('void (location.href = "file:///etc/passwd")');
    expect(await page.evaluate('location.origin')).toBe('flowbench://app');
    expect(app.windows()).toHaveLength(1);
  });

  test('what is not the window’s is not found', async () => {
    const status = (path: string) => page.evaluate(`fetch(${JSON.stringify(path)}).then((r) => r.status)`);
    expect(await status('/index.html')).toBe(200);
    expect(await status('/%2e%2e/package.json')).toBe(404);
    expect(existsSync(join(root, 'package.json'))).toBe(true);
  });
});
