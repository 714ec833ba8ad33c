import { join, resolve } from 'node:path';
import { UserError } from '#contract/error';
import { userDataDir } from '#engine/places';
import type { Terminal } from '../../command.ts';

export const relayDirOption = {
  type: 'string',
  value: 'DIR',
  help: "the relay's data; default $FLOWBENCH_RELAY_DIR, else a folder in your own data folder",
} as const;

export const jsonOption = { type: 'boolean', help: 'prints one JSON object and nothing else' } as const;

/** The folder of a relay's data. */
export function relayDir(given: string | undefined, env: Terminal['env']): string {
  return resolve(given ?? env.FLOWBENCH_RELAY_DIR ?? join(userDataDir(), 'relay'));
}

/** The number an option was given. @throws UserError where it is not a whole one from 0 on */
export function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new UserError(`--${name} ${text} is not a number.`, {
    code: 'USAGE',
    hint: 'Give a whole number from 0 on.',
  });
}
