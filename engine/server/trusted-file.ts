import { WorkspaceError } from '#engine/workspace';
import type { App } from './app.ts';

/** Whether the file at a path may run as it lies there; true where there is none. */
export async function mayRunFile(app: App, path: string): Promise<boolean> {
  const file = await app.workspace.read(path).catch((error) => {
    if (error instanceof WorkspaceError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  return !file || (await app.files.describe(file)).trusted;
}
