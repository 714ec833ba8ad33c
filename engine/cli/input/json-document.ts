import { UserError } from '#contract/error';
import type { Item } from '#contract/node';
import { toItem } from '#engine/items';

/** Characters; one item has to be held in memory whole. */
const MAX_DOCUMENT = 64 * 1024 * 1024;

/** Reads one JSON object, which may run over many lines, as one item. */
export async function* readJsonDocument(text: AsyncIterable<string>, name: string): AsyncGenerator<Item> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of text) {
    pieces.push(piece);
    length += piece.length;
    if (length > MAX_DOCUMENT) {
      throw new UserError(`${name} is one JSON object of more than ${MAX_DOCUMENT / 1024 / 1024} MB.`, {
        code: 'INPUT_TOO_LARGE',
        hint: 'Write its items as a list or one per line (JSON lines): those are read bit by bit.',
      });
    }
  }
  yield toItem(parse(pieces.join(''), name), name);
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${name} is not JSON: ${(cause as Error).message}.`, {
      code: 'INPUT_JSON',
      hint: 'Input is a JSON item, an array of items or plain objects, JSON lines, or CSV.',
      cause,
    });
  }
}
