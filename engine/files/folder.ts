import { access as exists } from 'node:fs/promises';
import { isAbsolute, relative, resolve as resolvePath, sep } from 'node:path';
import { StepError, UserError } from '#contract/error';
import type { Folder } from '#contract/node';
import { checkPathForm } from './path-form.ts';
import { realPathOfPossible } from './real-path.ts';

export interface FolderOptions {
  /** The folder of the flow file: relative paths count from here first. */
  root: string;
  /** Further folders the flow may touch, for example the workspace. A relative path that does not exist in the root is looked for here, in this order. */
  allowed: readonly string[];
  /** Whether any folder of the machine may be touched: the flow is trusted. */
  anywhere: boolean;
}

/**
 * The part of the disk that a flow may touch. Paths come from flows and from
 * data, so they are judged by where they really lead: `..`, absolute paths and
 * symlinks at any level count as what they point to.
 */
export function createFolder(options: FolderOptions): Folder {
  const root = resolvePath(options.root);
  const folders = [root, ...options.allowed.map((folder) => resolvePath(folder))];

  async function allowed(path: string): Promise<string | undefined> {
    const real = await realPathOfPossible(path);
    if (options.anywhere) return real;
    // Resolved at every call: a folder may be mounted or created while the engine runs.
    for (const folder of folders) {
      if (isInside(await realPathOfPossible(folder), real)) return real;
    }
    return undefined;
  }

  async function resolve(path: string, access: 'read' | 'write'): Promise<string> {
    checkPathForm(path, process.platform);
    try {
      for (const candidate of isAbsolute(path)
        ? [path]
        : folders.map((folder) => resolvePath(folder, path))) {
        const real = await allowed(candidate);
        if (real !== undefined && (await isThere(real))) return real;
      }
      const real = await allowed(resolvePath(root, path));
      if (real !== undefined) return real;
    } catch (error) {
      throw unreadable(path, error);
    }
    throw outside(path, access);
  }

  return { root, resolve };
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function isThere(path: string): Promise<boolean> {
  return exists(path).then(
    () => true,
    () => false,
  );
}

function outside(path: string, access: 'read' | 'write'): UserError {
  const doing = access === 'read' ? 'read from' : 'write to';
  return new UserError(
    `The flow may not ${doing} ${JSON.stringify(path)}: it leads out of the allowed folders`,
    {
      code: 'FORBIDDEN_PATH',
      hint: 'Use a path in the folder of the flow or its workspace, or allow all folders by trusting the flow (--trust).',
    },
  );
}

function unreadable(path: string, error: unknown): unknown {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (typeof code !== 'string' || error instanceof UserError) return error;
  return new StepError(`The path ${JSON.stringify(path)} cannot be looked up (${code})`, {
    code: 'FILE_ACCESS',
    hint: 'Check that every folder in the path exists and may be opened by you.',
    retryable: false,
    cause: error,
  });
}
