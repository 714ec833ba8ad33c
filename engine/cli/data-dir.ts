import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '#contract/error';
import type { Option, Terminal } from './command.ts';

/** The option of every command that can or must name a data directory. */
export const dataDirOption = {
  type: 'string',
  value: 'DIR',
  help: 'the data directory, where runs are journalled; default $FLOWBENCH_DATA_DIR',
} as const satisfies Option;

/** The data directory given, or set in the environment; undefined where neither is. */
export function findDataDir(given: string | undefined, env: Terminal['env']): string | undefined {
  const path = given ?? env.FLOWBENCH_DATA_DIR;
  return path === undefined || path === '' ? undefined : resolve(path);
}

/** The same for commands that look into one that is there; throws a `UserError`. */
export function requireDataDir(given: string | undefined, env: Terminal['env']): string {
  const path = findDataDir(given, env);
  if (path !== undefined && existsSync(path)) return path;
  if (path !== undefined) {
    throw new UserError(`There is no data directory ${path}.`, {
      code: 'NO_DATA_DIR',
      hint: 'Relative paths count from the folder you are in; "flowbench run … --data-dir DIR" makes one.',
    });
  }
  throw new UserError('This command needs to know the data directory of the runs.', {
    code: 'USAGE',
    hint: 'Add --data-dir DIR, the one "flowbench run" was given, or set FLOWBENCH_DATA_DIR.',
  });
}
