import { UserError } from '#contract/error';
import { type FileRef, type Item, isJsonObject } from '#contract/node';

/**
 * Makes items of what code returned: an object is one item's `json`, an object
 * with `json` is the item itself, a list gives several, nothing gives none.
 * `index` is the input item the code ran for, if it ran for one.
 */
export function itemsFrom(value: unknown, index?: number): Item[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((entry, at) => itemFrom(entry, index, at));
  return [itemFrom(value, index)];
}

function itemFrom(value: unknown, index?: number, at?: number): Item {
  if (!isJsonObject(value)) throw notAnItem(value, index, at);
  if (!isWrapped(value)) return { json: value };
  return value.binary === undefined ? { json: value.json } : { json: value.json, binary: value.binary };
}

/** An item as nodes hand it over, rather than data that happens to have a field `json`. */
function isWrapped(value: Record<string, unknown>): value is Record<string, unknown> & Item {
  if (!isJsonObject(value.json)) return false;
  if (Object.keys(value).some((key) => key !== 'json' && key !== 'binary')) return false;
  return (
    value.binary === undefined || (isJsonObject(value.binary) && Object.values(value.binary).every(isFileRef))
  );
}

function isFileRef(value: unknown): value is FileRef {
  return (
    isJsonObject(value) &&
    typeof value.id === 'string' &&
    typeof value.name === 'string' &&
    typeof value.mime === 'string' &&
    typeof value.size === 'number'
  );
}

function notAnItem(value: unknown, index: number | undefined, at: number | undefined): UserError {
  const place = at === undefined ? '' : ` at position ${at} of the list`;
  const during = index === undefined ? '' : ` for item ${index}`;
  return new UserError(`The code returned ${named(value)}${place}${during}, but items are objects`, {
    code: 'CODE_RESULT',
    hint: 'Return an object like { total: 12 }, or a list of such objects.',
    ...(index === undefined ? {} : { detail: { item: index } }),
  });
}

function named(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`;
  return `the ${typeof value} ${String(value)}`;
}
