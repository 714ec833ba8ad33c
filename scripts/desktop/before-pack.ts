import { chmod, copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NODE_PACKAGES } from './node-packages.ts';

const root = dirname(dirname(import.meta.dirname));
/** electron-builder's numbers for processors. */
const ARCHS: Readonly<Record<number, string>> = { 1: 'x64', 3: 'arm64' };

/**
 * Run by electron-builder before each package: lays the engine's Node binary where
 * electron-builder.yml takes it from. Rejects where npm did not install it.
 */
export default async function beforePack(
  context: { electronPlatformName: string; arch: number },
  from = root,
  to = join(root, 'dist', 'runtime'),
): Promise<void> {
  const target = `${context.electronPlatformName}-${ARCHS[context.arch] ?? context.arch}`;
  const name = NODE_PACKAGES[target];
  if (!name) throw new Error(`Flowbench is not packaged for ${target}: there is no Node package for it.`);
  const file = target.startsWith('win32') ? 'node.exe' : 'node';
  const binary = join(from, 'node_modules', name, 'bin', file);
  if (!(await stat(binary).catch(() => undefined))) {
    throw new Error(
      `${name} is not installed: package for ${target} on such a machine, or add it with npm install --force.`,
    );
  }
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  await copyFile(binary, join(to, file));
  await chmod(join(to, file), 0o755);
}
