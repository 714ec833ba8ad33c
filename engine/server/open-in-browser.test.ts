import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { hasScreen, openCommand, openInBrowser } from './open-in-browser.ts';

it('hands the address over in a file of this user, never as an argument', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowbench-open-'));
  // Nothing to open files with: what is looked at is the file.
  vi.stubEnv('PATH', folder);
  try {
    const file = join(folder, 'open.html');
    const url = 'http://127.0.0.1:7/#token=abc';
    expect(await openInBrowser(url, file)).toBe(false);
    expect(await readFile(file, 'utf8')).toContain(url);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(openInBrowser('file:///etc/passwd', file)).rejects.toThrow(TypeError);
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(openCommand(file, platform)[1].join(' ')).not.toContain('token');
    }
  } finally {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  }
});

it('needs a screen on Linux', () => {
  expect(hasScreen('linux', {})).toBe(false);
  expect(hasScreen('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
  expect(hasScreen('darwin', {})).toBe(true);
});
