import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Item } from '#contract/node';

/** Items handed over before other work gets its turn. */
const CHUNK = 1000;

/** The same items, but never so many at once that the engine could not answer meanwhile. */
export async function* paced(
  input: AsyncIterable<readonly Item[]>,
): AsyncGenerator<readonly Item[], void, undefined> {
  for await (const part of input) {
    for (let from = 0; from < part.length; from += CHUNK) {
      // A short input comes in one turn, so that a crash finds all of it or nothing.
      if (from > 0) await nextTurn();
      yield part.slice(from, from + CHUNK);
    }
    if (part.length >= CHUNK) await nextTurn();
  }
}
