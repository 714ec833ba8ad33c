import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { UserError } from '#contract/error';

/**
 * The path in a workspace of a flow that was named by its path from here or in the workspace.
 *
 * @param root absolute path of the workspace
 * @param paths its flows
 * @throws UserError `UNKNOWN_FLOW` where it is none of them
 */
export function workspacePath(root: string, paths: readonly string[], given: string): string {
  const inside = relative(root, real(resolve(given)))
    .split(sep)
    .join('/');
  const found = [inside, given].find((path) => paths.includes(path));
  if (found !== undefined) return found;
  throw new UserError(`There is no flow ${given} in the workspace ${root}.`, {
    code: 'UNKNOWN_FLOW',
    hint: 'Give its path from the folder you are in, or from the workspace.',
  });
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
