/** One line of a JSON view. */
export interface JsonLine {
  /** Place of the value the line begins (or ends), such as `/lines/0/sku`. */
  place: string;
  depth: number;
  key: string | undefined;
  kind: 'open' | 'close' | 'folded' | 'text' | 'number' | 'bool' | 'null';
  text: string;
  /** A comma follows. */
  comma: boolean;
  /** Signs of a text that are not shown. */
  more: number;
}

const LONGEST_TEXT = 1000;

/** A value as lines of JSON, without what is inside of folded places. */
export function jsonLines(value: unknown, folded: ReadonlySet<string>): JsonLine[] {
  const lines: JsonLine[] = [];
  write(value, { place: '', depth: 0, key: undefined, comma: false }, folded, lines);
  return lines;
}

type Head = Pick<JsonLine, 'place' | 'depth' | 'key' | 'comma'>;

function write(value: unknown, head: Head, folded: ReadonlySet<string>, lines: JsonLine[]): void {
  if (typeof value !== 'object' || value === null) {
    lines.push(leaf(value, head));
    return;
  }
  const list = Array.isArray(value);
  const entries: [string, unknown][] = Object.entries(value);
  const [open, close] = list ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0 || folded.has(head.place)) {
    const inside =
      entries.length === 0 ? '' : list ? ` ${entries.length} entries ` : ` ${entries.length} fields `;
    lines.push({ ...head, kind: 'folded', text: `${open}${inside}${close}`, more: 0 });
    return;
  }
  lines.push({ ...head, kind: 'open', text: open, comma: false, more: 0 });
  entries.forEach(([key, inner], index) => {
    const place = `${head.place}/${key}`;
    const comma = index < entries.length - 1;
    write(inner, { place, depth: head.depth + 1, key: list ? undefined : key, comma }, folded, lines);
  });
  lines.push({ ...head, kind: 'close', key: undefined, text: close, more: 0 });
}

function leaf(value: unknown, head: Head): JsonLine {
  if (typeof value === 'string') {
    const more = Math.max(0, value.length - LONGEST_TEXT);
    return { ...head, kind: 'text', text: JSON.stringify(value.slice(0, LONGEST_TEXT)), more };
  }
  const kind = typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'bool' : 'null';
  return { ...head, kind, text: String(value ?? null), more: 0 };
}
