import { homedir } from 'node:os';
import { join } from 'node:path';

/** What decides where a user's data goes. */
export interface Home {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  home: string;
}

/** The folder in which this user's Flowbench keeps its runs and settings, as each system wants it. */
export function userDataDir(
  { platform, env, home }: Home = { platform: process.platform, env: process.env, home: homedir() },
): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Flowbench');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Flowbench');
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'flowbench');
}
