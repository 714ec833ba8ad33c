import { userDataDir } from '#engine/places';
import type { Terminal } from '../../command.ts';
import { findDataDir } from '../../data-dir.ts';

/** Which running Flowbench is meant. */
export const engineOption = {
  type: 'string',
  value: 'DIR',
  help: 'that of the running Flowbench; default $FLOWBENCH_DATA_DIR, else your own data folder',
} as const;

export const eventArgument = {
  name: 'EVENT',
  help: 'the id of the event, as "flowbench events list" lists it',
};

export function engineDir(given: string | undefined, env: Terminal['env']): string {
  return findDataDir(given, env) ?? userDataDir();
}
