import { UserError } from '#contract/error';
import { type Item, isJsonObject } from '#contract/node';
import { MAX_TEXT, tooLarge } from '../collect-text.ts';
import { type Located, splitJson, splitLines } from './split-json.ts';

const BATCH = 1000;

export interface JsonOptions {
  /** `auto`: the elements of a list, or one value after another. `lines`: one value on each line. */
  format: 'auto' | 'lines';
}

/**
 * Reads JSON text as items, in arrays of at most 1,000: one for each element of
 * the outermost list, or for each of several values (JSON lines). What is no
 * object becomes `{ value }`. A list is never held as a whole.
 */
export async function* parseJsonText(
  pieces: AsyncIterable<string>,
  options: JsonOptions,
): AsyncIterable<Item[]> {
  let batch: Item[] = [];
  for await (const part of options.format === 'lines' ? splitLines(pieces) : splitJson(pieces)) {
    batch.push(toItem(parseValue(part)));
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** A JSON value as an item: objects as they are, anything else as `{ value }`. */
export function toItem(value: unknown): Item {
  return { json: isJsonObject(value) ? value : { value } };
}

function parseValue({ text, line }: Located): unknown {
  if (text.length > MAX_TEXT) throw tooLarge(`The JSON value on line ${line}`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const at = line + linesBefore(text, cause);
    throw new UserError(`Line ${at} is not valid JSON: ${reason(cause)}`, {
      code: 'INVALID_JSON',
      hint: 'Check the text around this line, or that this is a JSON file at all.',
      cause,
      detail: { line: at },
    });
  }
}

function reason(cause: unknown): string {
  // Without the position in this part of the text and the text itself: the line is told already.
  return cause instanceof Error
    ? (cause.message.split(/ in JSON at| at position|, "|, \.\.\./)[0] ?? '')
    : String(cause);
}

/** The parser's message tells a position; lines up to it. */
function linesBefore(text: string, cause: unknown): number {
  const position = cause instanceof Error ? /position (\d+)/.exec(cause.message)?.[1] : undefined;
  return position === undefined ? 0 : text.slice(0, Number(position)).split('\n').length - 1;
}
