import { expect, test } from 'vitest';
import { desktop } from './testing/desktop.ts';
import { FakeEvent } from './testing/fake-electron.ts';

async function page() {
  const running = await desktop();
  await running.up();
  const { electron } = running;
  const navigate = (url: string, kind = 'will-navigate', isMainFrame = true) => {
    const event = Object.assign(new FakeEvent(), { url, isMainFrame });
    electron.window.webContents.emit(kind, event);
    return !event.prevented;
  };
  const external = () => electron.calls.filter((call) => call.startsWith('external '));
  return { electron, navigate, external };
}

test('the window stays on the app; web addresses go to the browser', async () => {
  const { navigate, external } = await page();
  expect(navigate('flowbench://app/index.html')).toBe(true);
  expect(navigate('https://example.com/a?b')).toBe(false);
  expect(external()).toEqual(['external https://example.com/a?b']);
});

test.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'flowbench://open?run=1',
  'flowbench://app.evil/',
  'smb://evil/share',
  'ms-msdt:/id',
  'vscode://file/x',
  'https://user:pass@example.com/',
  'not an address',
  `https://example.com/${'a'.repeat(9000)}`,
])('%s leads nowhere', async (url) => {
  const { electron, navigate, external } = await page();
  expect(navigate(url)).toBe(false);
  expect(electron.window.webContents.openHandler?.({ url })).toEqual({ action: 'deny' });
  expect(external()).toEqual([]);
});

test('redirects and frames are refused without a word, windows always', async () => {
  const { electron, navigate, external } = await page();
  expect(navigate('https://example.com/', 'will-redirect')).toBe(false);
  expect(navigate('https://example.com/', 'will-frame-navigate', false)).toBe(false);
  expect(navigate('', 'will-attach-webview')).toBe(false);
  expect(external()).toEqual([]);
  expect(electron.window.webContents.openHandler?.({ url: 'flowbench://app/index.html' })).toEqual({
    action: 'deny',
  });
});

test.each([
  'media',
  'geolocation',
  'notifications',
  'hid',
  'serial',
  'clipboard-read',
  'openExternal',
  'fullscreen',
])('permission %s is denied', async (name) => {
  const { electron } = await page();
  expect(electron.permission?.(name)).toBe(false);
  expect(electron.permissionCheck?.(name)).toBe(false);
});

test('copying is allowed, and so are the page’s own exports and no other downloads', async () => {
  const { electron } = await page();
  expect(electron.permission?.('clipboard-sanitized-write')).toBe(true);
  expect(electron.permissionCheck?.('clipboard-sanitized-write')).toBe(true);
  const download = (url: string) => {
    const event = new FakeEvent();
    electron.downloads.emit('will-download', event, { getURL: () => url });
    return !event.prevented;
  };
  expect(download('blob:flowbench://app/1-2')).toBe(true);
  expect(download('https://example.com/x.exe')).toBe(false);
});
