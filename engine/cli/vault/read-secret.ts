import { readFile } from 'node:fs/promises';
import { UserError } from '#contract/error';
import type { Option, Terminal } from '../command.ts';

/** Bytes that a secret may have. */
const LARGEST = 1024 * 1024;

/** The option that says where the passphrase of a vault is. */
export const passphraseFileOption = {
  type: 'string',
  value: 'FILE',
  help: 'the passphrase of the credentials is in this file, where they have one; "-" reads standard input',
} as const satisfies Option;

/**
 * A secret from a file or, for `-`, from standard input; the line break at its end does not
 * count. It never comes from the command line, which other programs can read.
 *
 * @param what for messages: `the passphrase`
 * @throws UserError `SECRET_MISSING`
 */
export async function readSecret(path: string, what: string, { stdin }: Terminal): Promise<string> {
  const bytes = path === '-' ? await readAll(stdin) : await readWhole(path, what);
  const text = bytes.toString('utf8').replace(/\r?\n$/, '');
  if (text !== '' && bytes.length <= LARGEST) return text;
  const from = path === '-' ? 'standard input' : path;
  throw missing(`${what} cannot be read from ${from}: ${text === '' ? 'it is empty' : 'it is too large'}.`);
}

/** Asks for a new passphrase, twice. @throws UserError `SECRET_MISSING`, `PASSPHRASES_DIFFER` */
export async function askNewPassphrase(what: string, terminal: Terminal): Promise<string> {
  const first = await ask(`New ${what}`, terminal);
  if (first === (await ask('Once more', terminal))) return first;
  throw new UserError('The two passphrases differ.', { code: 'PASSPHRASES_DIFFER', hint: 'Try again.' });
}

/** Asks for a secret at the terminal. @throws UserError `SECRET_MISSING` where there is none */
export async function ask(question: string, terminal: Terminal): Promise<string> {
  const answer = await terminal.askSecret(question);
  if (answer !== undefined && answer !== '') return answer;
  throw missing(
    answer === '' ? `${question}: nothing was entered.` : `${question}: there is no terminal to ask at.`,
  );
}

function missing(message: string): UserError {
  return new UserError(message, {
    code: 'SECRET_MISSING',
    hint: 'Give it in a file that only you can read, or on standard input ("-"); never on the command line.',
  });
}

async function readWhole(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read: ${message}`;
    throw new UserError(`The file ${path} with ${what} ${why}.`, { code: 'SECRET_MISSING', cause });
  }
}

async function readAll(stdin: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LARGEST) break;
  }
  return Buffer.concat(chunks);
}
