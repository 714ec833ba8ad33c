import { lstat, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '#contract/error';

/** As many links in a row as Linux follows. */
const MAX_LINKS = 40;

/**
 * The path with every symlink resolved, also when its end does not exist yet:
 * a dangling link counts as what it points to, for that is where a write would go.
 */
export async function realPathOfPossible(path: string, links = 0): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ELOOP' || links > MAX_LINKS) throw tooManyLinks(path);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
  }
  const parent = dirname(path);
  if (parent === path) return path;
  const target = await linkTarget(path);
  if (target !== undefined) {
    const from = await realPathOfPossible(parent, links + 1);
    return realPathOfPossible(resolve(from, target), links + 1);
  }
  return join(await realPathOfPossible(parent, links), basename(path));
}

async function linkTarget(path: string): Promise<string | undefined> {
  const there = await lstat(path).catch(() => undefined);
  return there?.isSymbolicLink() ? readlink(path) : undefined;
}

function tooManyLinks(path: string): UserError {
  return new UserError(`The path ${JSON.stringify(path)} leads through links that go in a circle`, {
    code: 'INVALID_PATH',
    hint: 'Remove the symbolic link, or name the file itself.',
  });
}
