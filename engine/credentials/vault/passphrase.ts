import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { UserError } from '#contract/error';
import { KEY_BYTES } from './seal.ts';

/** How scrypt makes a key of a passphrase; `salt` is base64. */
export interface Stretching {
  n: number;
  r: number;
  p: number;
  salt: string;
}

/** Half a second and 128 MB for whoever guesses, per guess. */
const COST = { n: 2 ** 17, r: 8, p: 1 } as const;
/** What files from elsewhere may ask for: more would be a way to make the engine hang. */
const DEAREST = { n: 2 ** 20, r: 16, p: 4 } as const;
/** Less would protect nothing. */
const CHEAPEST = 2 ** 14;
const SALT_BYTES = 16;
const MAX_MEMORY = 1024 ** 3;

const stretchAsync = promisify(
  (
    secret: string,
    salt: Buffer,
    cost: { n: number; r: number; p: number },
    done: (error: Error | null, key: Buffer) => void,
  ) => scrypt(secret, salt, KEY_BYTES, { N: cost.n, r: cost.r, p: cost.p, maxmem: MAX_MEMORY }, done),
);

/** A new salt with today's cost. */
export function newStretching(): Stretching {
  return { ...COST, salt: randomBytes(SALT_BYTES).toString('base64') };
}

/** The key that a passphrase makes. Takes half a second of a thread, not of the event loop. */
export function stretch(passphrase: string, { salt, ...cost }: Stretching): Promise<Buffer> {
  // The same characters, however the keyboard composes them.
  return stretchAsync(passphrase.normalize('NFC'), Buffer.from(salt, 'base64'), cost);
}

/** Whether the numbers are ones that this program is willing to compute with. */
export function isBearable({ n, r, p, salt }: Stretching): boolean {
  const whole = [n, r, p].every((number) => Number.isSafeInteger(number) && number > 0);
  const bearable = n >= CHEAPEST && n <= DEAREST.n && r <= DEAREST.r && p <= DEAREST.p;
  const powerOfTwo = Number.isInteger(Math.log2(n));
  const fits = 128 * n * r < MAX_MEMORY;
  return whole && bearable && powerOfTwo && fits && Buffer.from(salt, 'base64').length >= SALT_BYTES;
}

/** Shorter ones are guessed. */
export const SHORTEST_PASSPHRASE = 8;

/** @throws UserError `PASSPHRASE_SHORT` */
export function checkPassphrase(passphrase: string): void {
  if ([...passphrase].length >= SHORTEST_PASSPHRASE) return;
  throw new UserError(`A passphrase has at least ${SHORTEST_PASSPHRASE} characters.`, {
    code: 'PASSPHRASE_SHORT',
    hint: 'Four words that do not belong together are easy to keep and hard to guess.',
  });
}
