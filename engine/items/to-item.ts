import { UserError } from '#contract/error';
import { type Item, isJsonObject } from '#contract/node';

/**
 * Makes an item of a parsed JSON value: an item as it is, a plain object as an
 * item's `json`. `place` starts the error's sentence: `orders.json:3` or
 * `orders.json: element 3`.
 */
export function toItem(value: unknown, place: string): Item {
  if (!isJsonObject(value)) {
    throw new UserError(`${place}: an item must be an object, not ${kindOf(value)}.`, {
      code: 'INPUT_SHAPE',
      hint: 'Write each item as an object, for example {"name": "Ada"}.',
    });
  }
  if (!isItem(value)) return { json: value };
  if (value.binary !== undefined && Object.keys(value.binary).length > 0) {
    throw new UserError(`${place}: the item has binary data, which stayed in the run it came from.`, {
      code: 'INPUT_BINARY_ITEM',
      hint: 'Write the files in the first flow and read them in the second.',
    });
  }
  return { json: value.json };
}

/** What is written like an item: nothing but `json`, and perhaps `binary`. */
function isItem(value: Record<string, unknown>): value is Record<string, unknown> & Item {
  const names = Object.keys(value);
  return isJsonObject(value.json) && names.every((name) => name === 'json' || name === 'binary');
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return `a ${typeof value}`;
}
