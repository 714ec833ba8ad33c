import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';

/**
 * Opens an http address in the default browser by way of a small file that only
 * this user can read: other users see the arguments of programs, and the address has the token in it.
 *
 * @param file path of the file; made anew
 * @returns whether a program to open it could be started
 */
export async function openInBrowser(url: string, file: string): Promise<boolean> {
  await rm(file, { force: true });
  await writeFile(file, redirectPage(url), { mode: 0o600, flag: 'wx' });
  const [command, args] = openCommand(file, process.platform);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

/** Whether there can be a window here: on Linux somebody has to be at a screen. */
export function hasScreen(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** The program that opens files as a double click would, and its arguments; no shell sees them. */
export function openCommand(file: string, platform: NodeJS.Platform): [string, string[]] {
  if (platform === 'darwin') return ['open', [file]];
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', file]];
  return ['xdg-open', [file]];
}

function redirectPage(url: string): string {
  const { protocol, href } = new URL(url);
  if (protocol !== 'http:') throw new TypeError(`${protocol} is no address of the window`);
  const safe = href.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${safe}"><title>Flowbench</title><p><a href="${safe}">Open Flowbench</a></p>\n`;
}
