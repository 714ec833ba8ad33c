import { UserError } from '#contract/error';
import type { Item } from '#contract/node';
import { toItem } from '#engine/items';
import { readLines } from './lines.ts';

/** One item per line; empty lines are passed over. A broken line is a `UserError` with its number. */
export async function* readJsonLines(text: AsyncIterable<string>, name: string): AsyncGenerator<Item> {
  for await (const { number, text: line } of readLines(text, name)) {
    if (line.trim() === '') continue;
    const place = `${name}:${number}`;
    yield toItem(parseLine(line, place), place);
  }
}

function parseLine(line: string, place: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new UserError(`${place}: the line is not JSON: ${(cause as Error).message}.`, {
      code: 'INPUT_JSON',
      hint: 'In JSON lines every line is one complete object.',
      cause,
    });
  }
}
