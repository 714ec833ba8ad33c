/** A value of an item with the path to it: `lines[0].sku`. */
export interface Leaf {
  path: string;
  /** As it is shown: JSON, texts without quotes. */
  text: string;
}

/** Levels that are opened up; what lies deeper is shown as JSON. */
const DEPTH = 3;

/** The values of an object by path, in its order, at most `most` of them. */
export function flatten(value: unknown, most: number): Leaf[] {
  const leaves: Leaf[] = [];
  const add = (inner: unknown, path: string, depth: number) => {
    if (leaves.length >= most) return;
    if (depth < DEPTH && typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      const entries = Object.entries(inner);
      for (const [key, deeper] of entries) add(deeper, path === '' ? key : `${path}.${key}`, depth + 1);
      if (entries.length > 0) return;
    }
    leaves.push({ path, text: valueText(inner) });
  };
  add(value, '', 0);
  return leaves;
}

const LONGEST = 300;

/** A value as it is shown in a cell. */
export function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
