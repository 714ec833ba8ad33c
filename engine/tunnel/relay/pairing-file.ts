import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '#contract/error';

const schema = z.object({
  /** Of the relay, without a slash at its end. */
  url: z.string(),
  device: z.string(),
  mailbox: z.string(),
  /** What proves to the relay which device this is: 256 random bits. */
  key: z.string(),
  /** The one before: a relay restored from a backup knows that one. */
  previousKey: z.string().optional(),
  /** What opens sealed messages. */
  seal: z.object({ publicKey: z.string(), privateKey: z.string() }).optional(),
});

/** What this machine needs to know to be a device of a relay. */
export type Pairing = z.infer<typeof schema>;

/** Undefined where there is none. @throws UserError `PAIRING_UNREADABLE` */
export function readPairing(file: string): Pairing | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(file, error);
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/** Replaces the file whole or not at all; readable by its owner only. */
export function writePairing(file: string, pairing: Pairing): void {
  const fresh = `${file}.${randomUUID()}`;
  writeFileSync(fresh, `${JSON.stringify(pairing, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true });
  renameSync(fresh, file);
}

function unreadable(file: string, cause: unknown): UserError {
  return new UserError(`The pairing with the relay in ${file} cannot be read.`, {
    code: 'PAIRING_UNREADABLE',
    hint: 'Pair this machine with the relay again.',
    cause,
  });
}
