import { z } from 'zod';
import { UserError } from '#contract/error';
import { checkPassphrase, isBearable, newStretching, stretch } from '../vault/passphrase.ts';
import { seal, unseal } from '../vault/seal.ts';

/** The form these files have; a newer one is refused. */
const FORM = 1;
/** Characters of a file; more than that many credentials ever need. */
export const LARGEST_TRANSFER = 20_000_000;

const file = z.object({
  flowbenchCredentials: z.int(),
  kdf: z.object({
    name: z.literal('scrypt'),
    n: z.number(),
    r: z.number(),
    p: z.number(),
    salt: z.base64().max(1000),
  }),
  data: z.base64(),
});

/** A text that holds a value, readable with the passphrase only. @throws UserError `PASSPHRASE_SHORT` */
export async function lockText(value: unknown, passphrase: string): Promise<string> {
  checkPassphrase(passphrase);
  const stretching = newStretching();
  const kdf = { name: 'scrypt', ...stretching } as const;
  const key = await stretch(passphrase, stretching);
  const data = seal(key, Buffer.from(JSON.stringify(value)), aboutFile(kdf)).toString('base64');
  return `${JSON.stringify({ flowbenchCredentials: FORM, kdf, data }, null, 2)}\n`;
}

/**
 * What such a text holds. It may come from anybody: nothing in it is believed before the
 * passphrase has opened it, and what it asks of this machine is bounded.
 *
 * @throws UserError `TRANSFER_INVALID`, `TRANSFER_NEWER`, `WRONG_PASSPHRASE`
 */
export async function unlockText(text: string, passphrase: string): Promise<unknown> {
  const parsed = text.length > LARGEST_TRANSFER ? undefined : file.safeParse(parseJson(text)).data;
  if (!parsed) throw invalid('it does not have the form of one');
  if (parsed.flowbenchCredentials !== FORM) throw newer();
  const { name: _, ...stretching } = parsed.kdf;
  if (!isBearable(stretching)) throw invalid('it asks for a computation that is out of all proportion');
  const key = await stretch(passphrase, stretching);
  const plain = unseal(key, Buffer.from(parsed.data, 'base64'), aboutFile(parsed.kdf));
  if (!plain) throw doesNotOpen();
  return parseJson(plain.toString());
}

/** Bound to what is sealed: a cheaper computation cannot be written over the one that was made. */
function aboutFile({ n, r, p, salt }: z.output<typeof file>['kdf']): string {
  return JSON.stringify(['flowbench credentials file', FORM, n, r, p, salt]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** It is no file of credentials, or one that nobody should open. */
export function invalid(why: string): UserError {
  return new UserError(`This is no file of exported credentials: ${why}.`, {
    code: 'TRANSFER_INVALID',
    hint: 'Choose a file that was made with "Export" or "flowbench connections export".',
  });
}

function newer(): UserError {
  return new UserError('The credentials were exported by a newer Flowbench.', {
    code: 'TRANSFER_NEWER',
    hint: 'Update this one, then import them again.',
  });
}

function doesNotOpen(): UserError {
  return new UserError('The passphrase is not the one of this file, or the file was damaged.', {
    code: 'WRONG_PASSPHRASE',
    hint: 'Try again; upper and lower case matter. Else export the credentials once more.',
  });
}
