import { FlowError } from '#contract/error';
import { createFolder } from '#engine/files';
import { isLeftOut, SUFFIX } from './find-flows.ts';
import { WorkspaceError } from './workspace-error.ts';

/**
 * The absolute path of a flow file in the workspace, symlinks resolved. Only flow
 * files in folders that the workspace shows can be named: the window is no way to
 * the rest of the disk.
 *
 * @param path relative, with `/` between its parts
 * @throws WorkspaceError `FORBIDDEN_PATH`
 */
export async function resolveFlowPath(root: string, path: string): Promise<string> {
  const parts = path.split('/');
  if (!path.endsWith(SUFFIX) || parts.at(-1) === SUFFIX) {
    throw forbidden(path, `it is not the path of a flow file (*${SUFFIX})`);
  }
  if (path.includes('\\') || parts.some((part) => part === '' || isLeftOut(part))) {
    throw forbidden(path, 'it leads out of the folders that the workspace shows');
  }
  try {
    return await createFolder({ root, allowed: [], anywhere: false }).resolve(path, 'write');
  } catch (error) {
    throw error instanceof FlowError ? forbidden(path, error.message) : error;
  }
}

function forbidden(path: string, why: string): WorkspaceError {
  return new WorkspaceError('FORBIDDEN_PATH', `The path ${JSON.stringify(path)} cannot be used: ${why}.`);
}
