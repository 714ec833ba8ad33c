/** Where things stand in a JSON text: the line of every path, and keys that appear twice. */
export interface JsonPlaces {
  /** Line (from 1) by path joined with `/`, for example `nodes/post/params`. */
  lines: ReadonlyMap<string, number>;
  /** Paths of keys that stand twice in one object: JSON would silently drop the first. */
  duplicates: readonly string[];
}

/**
 * Walks a JSON text that `JSON.parse` has accepted. Only flow files are read
 * this way, so clarity wins over speed.
 */
export function jsonPlaces(text: string): JsonPlaces {
  const lines = new Map<string, number>();
  const duplicates: string[] = [];
  let position = 0;
  let line = 1;

  function skipSpace(): void {
    for (; position < text.length; position++) {
      const char = text[position];
      if (char === '\n') line++;
      else if (char !== ' ' && char !== '\t' && char !== '\r') return;
    }
  }
  function readString(): string {
    const start = position++;
    while (text[position] !== '"') position += text[position] === '\\' ? 2 : 1;
    position++;
    return JSON.parse(text.slice(start, position));
  }
  function readMembers(path: string, close: string, nameOf: (count: number) => string): void {
    position++;
    skipSpace();
    for (let count = 0; text[position] !== close; count++) {
      const at = line;
      const name = nameOf(count);
      const child = path === '' ? name : `${path}/${name}`;
      if (lines.has(child)) duplicates.push(child);
      lines.set(child, at);
      readValue(child);
      skipSpace();
      if (text[position] === ',') position++;
      skipSpace();
    }
    position++;
  }
  function readKey(): string {
    const key = readString();
    skipSpace();
    position++; // the colon
    return key;
  }
  function readValue(path: string): void {
    skipSpace();
    const char = text[position];
    if (char === '{') readMembers(path, '}', readKey);
    else if (char === '[') readMembers(path, ']', String);
    else if (char === '"') readString();
    else while (position < text.length && !',]} \t\r\n'.includes(text[position] as string)) position++;
  }

  readValue('');
  return { lines, duplicates };
}
