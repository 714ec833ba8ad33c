import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '#contract/error';

/**
 * Builds the window's pages where they are missing or older than their sources.
 * Installed copies come with them built and without sources: there it does nothing.
 *
 * @param root the folder Flowbench is installed in
 * @throws UserError `CANNOT_BUILD` where they cannot be built
 */
export async function buildWindow(root: string): Promise<void> {
  const script = join(root, 'scripts', 'build-renderer.ts');
  if (!existsSync(script)) return;
  // In a process of its own: what builds is large, and the engine goes on without it.
  const child = spawn(process.execPath, [script, '--if-stale'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'close');
  if (code === 0) return;
  throw new UserError('The window cannot be built; what went wrong stands above.', {
    code: 'CANNOT_BUILD',
    hint: 'Run "npm install" (without --omit=dev) in Flowbench\'s folder, then try again.',
  });
}
