import { cp, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'rolldown';

const root = dirname(dirname(import.meta.dirname));
const source = join(root, 'electron');

/** Packages `ws` tries for speed and does without. */
const OPTIONAL = ['bufferutil', 'utf-8-validate'];
const external = (name: string) => name === 'electron' || isBuiltin(name) || OPTIONAL.includes(name);

/**
 * Builds the shell: main as one module, and the preload as one CommonJS file,
 * because sandboxed preloads can be nothing else. Electron itself stays outside.
 */
export async function buildDesktop(folder = join(root, 'dist', 'electron')): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await build({
    input: join(source, 'main.ts'),
    platform: 'node',
    external,
    logLevel: 'warn',
    output: { file: join(folder, 'main.js'), format: 'esm', codeSplitting: false },
  });
  await build({
    input: join(source, 'preload.ts'),
    platform: 'browser',
    external,
    logLevel: 'warn',
    output: { file: join(folder, 'preload.cjs'), format: 'cjs', codeSplitting: false },
  });
  await cp(join(source, 'images'), folder, {
    recursive: true,
    filter: (path) => !/icon\.(png|svg)$/.test(path),
  });
}
