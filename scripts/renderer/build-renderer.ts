import { globSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
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

/**
 * Builds the window; what vite says of it goes to stderr only where something is wrong.
 * It is built beside and then put in place: an engine that serves it meanwhile finds all
 * of it, and two that build at once do not write into one folder.
 */
export async function buildRenderer(): Promise<void> {
  // Only now: looking whether there is anything to build must be quick.
  const { build } = await import('vite');
  const fresh = `${dirname(built)}-${process.pid}`;
  const old = `${fresh}-old`;
  try {
    await build({
      configFile: join(root, 'renderer', 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: fresh },
    });
    await rename(dirname(built), old).catch(ignoreMissing);
    // Where somebody else was quicker, theirs is as good.
    await rename(fresh, dirname(built)).catch(ignoreThere);
  } finally {
    for (const folder of [fresh, old]) await rm(folder, { recursive: true, force: true });
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

function ignoreThere(error: NodeJS.ErrnoException): void {
  if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code ?? '')) throw error;
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
