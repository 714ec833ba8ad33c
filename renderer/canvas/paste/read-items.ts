/** Most characters of pasted data: more belongs into a file that the flow reads. */
export const MAX_ITEMS_TEXT = 1_000_000;

/** The items of a pasted JSON object or list: objects as they are, all else as `{ value }`. Undefined where it is neither. */
export function readItems(text: string): Record<string, unknown>[] | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const list = Array.isArray(value) ? value : [value];
  return list.map((entry) => (isObject(entry) ? entry : { value: entry }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
