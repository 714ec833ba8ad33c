import { globSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(dirname(import.meta.dirname));
const built = join(root, 'dist', 'renderer', 'index.html');
const SOURCES = ['renderer/**/*.{ts,tsx,css,html,svg}', 'contract/**/*.ts', 'package-lock.json'];

/** Whether dist/renderer is missing or older than what it is built from. */
export function rendererIsStale(): boolean {
  const builtAt = changedAt(built);
  if (builtAt === 0) return true;
  return SOURCES.some((pattern) =>
    globSync(pattern, { cwd: root }).some((path) => changedAt(join(root, path)) > builtAt),
  );
}

/** Builds the window; what vite says of it goes to stderr only where something is wrong. */
export async function buildRenderer(): Promise<void> {
  // Only now: looking whether there is anything to build must be quick.
  const { build } = await import('vite');
  await build({ configFile: join(root, 'renderer', 'vite.config.ts'), logLevel: 'warn' });
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
