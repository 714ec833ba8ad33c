import type { Item } from '#contract/node';
import { flatten } from '../compare/flatten.ts';

/** A field of two items that stand at the same place. */
export interface FieldRow {
  name: string;
  a: string | undefined;
  b: string | undefined;
  differs: boolean;
}

/** Two items at the same place of two lists. */
export interface ItemSection {
  index: number;
  differs: boolean;
  rows: readonly FieldRow[];
}

const MOST_FIELDS = 200;

/** Two lists item by item; one that only one list has is paired with nothing. @param from place of the first */
export function itemSections(a: readonly Item[], b: readonly Item[], from: number): ItemSection[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, nr) => {
    const one = fieldsOf(a[nr]);
    const two = fieldsOf(b[nr]);
    const rows = [...new Set([...one.keys(), ...two.keys()])].map((name) => {
      const [left, right] = [one.get(name), two.get(name)];
      return { name, a: left, b: right, differs: left !== right };
    });
    return { index: from + nr, differs: rows.some(({ differs }) => differs), rows };
  });
}

function fieldsOf(item: Item | undefined): Map<string, string> {
  if (!item) return new Map();
  const fields = flatten(item.json, MOST_FIELDS).map(({ path, text }) => [path, text] as const);
  const files = Object.entries(item.binary ?? {}).map(
    ([key, { name, mime, size }]) => [`file ${key}`, `${name}, ${mime}, ${size} B`] as const,
  );
  return new Map([...fields, ...files]);
}
