import Conf from 'conf';
import { z } from 'zod';

const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() });

/** Every setting with what it is where nothing, or nothing sensible, is kept. */
const settings = z.object({
  window: z
    .object({ bounds: rectangle.optional(), maximized: z.boolean() })
    .catch({ maximized: false })
    .default({ maximized: false }),
  theme: z.enum(['light', 'dark', 'system']).catch('system').default('system'),
  /** The folder with the user's flows; undefined: the engine's own choice. */
  workspace: z.string().min(1).optional().catch(undefined),
  /** Address of a JSON file that names the newest version. Off by default: nothing is asked of any server. */
  updateFeed: z
    .url({ protocol: /^https$/ })
    .optional()
    .catch(undefined),
});

export type Settings = z.infer<typeof settings>;

export interface SettingsStore {
  get(): Settings;
  set(changed: Partial<Settings>): void;
}

/**
 * Opens the settings kept in a folder as settings.json. A broken file, or a broken
 * value in it, counts as not set: settings must never keep the app from starting.
 */
export function openSettings(folder: string): SettingsStore {
  const conf = new Conf<Record<string, unknown>>({
    cwd: folder,
    configName: 'settings',
    clearInvalidConfig: true,
    configFileMode: 0o600,
  });
  return {
    get: () => settings.parse(conf.store),
    set(changed) {
      const now = { ...settings.parse(conf.store), ...changed };
      conf.store = Object.fromEntries(Object.entries(now).filter(([, value]) => value !== undefined));
    },
  };
}
