import { UserError } from '#contract/error';

/** Characters of text that one item may hold; more belongs into a file. */
export const MAX_TEXT = 64 * 1024 * 1024;

/** Joins pieces of text that together must fit into one item. */
export async function collectText(pieces: AsyncIterable<string>, what: string): Promise<string> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    if (text.length > MAX_TEXT) throw tooLarge(what);
  }
  return text;
}

export function tooLarge(what: string): UserError {
  return new UserError(
    `${what} is larger than ${MAX_TEXT / 1024 / 1024} million characters, too much for one item`,
    {
      code: 'TOO_LARGE',
      hint: 'Work with it as a file, or split it into parts first.',
    },
  );
}
