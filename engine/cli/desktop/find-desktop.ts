import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The program of the desktop window, or why there is none here; `missing` goes before "so …". */
export type Desktop = { electron: string; missing?: never } | { electron?: never; missing: string };

export interface Place {
  /** The folder Flowbench is installed in. */
  root: string;
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * Looks for Electron's binary, the built window and a screen. Reads what the
 * `electron` package notes instead of loading it: loading downloads the binary.
 */
export function findDesktop({ root, platform, env }: Place): Desktop {
  const electron = findElectron(root, env);
  if (electron === undefined) return { missing: 'Electron is not installed here' };
  const built = ['electron', 'renderer'].every((part) => existsSync(join(root, 'dist', part)));
  if (!built) return { missing: 'The desktop window is not built (npm run build:desktop)' };
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY)
    return { missing: 'There is no screen here' };
  return { electron };
}

function findElectron(root: string, env: Place['env']): string | undefined {
  const home = join(root, 'node_modules', 'electron');
  const note = join(home, 'path.txt');
  const name = existsSync(note) ? readFileSync(note, 'utf8').trim() : 'electron';
  const binary = join(env.ELECTRON_OVERRIDE_DIST_PATH ?? join(home, 'dist'), name);
  return existsSync(binary) ? binary : undefined;
}
