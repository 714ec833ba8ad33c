/** Where things stand in a JSON text: the line of every path, and keys that appear twice. */
export interface JsonPlaces {
  /** Line (from 1) by path as `jsonPath` writes it, for example `nodes/post/params`. */
  lines: ReadonlyMap<string, number>;
  /** Paths of keys that stand twice in one object: JSON would silently drop the first. */
  duplicates: readonly string[];
}

/** Where a text stops being JSON. */
export class JsonSyntaxFault extends Error {
  /** From 1. */
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** Deeper than any flow that people draw; what walks a flow later may do so recursively. */
const MAX_DEPTH = 200;

/** A path as one text: `nodes/post/params`; `/` and `~` in a name are written `~1` and `~0`. */
export function jsonPath(names: readonly PropertyKey[]): string {
  return names.map((name) => String(name).replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
}

const STRING = /"(?:[^"\\\n\r\t]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * Walks a JSON text. Only flow files are read this way, so clarity wins over speed.
 *
 * @throws JsonSyntaxFault at the first place that is not JSON, or is nested too deep
 */
export function jsonPlaces(text: string): JsonPlaces {
  const lines = new Map<string, number>();
  const duplicates: string[] = [];
  let position = 0;
  let line = 1;
  let depth = 0;

  function skipSpace(): void {
    for (; position < text.length; position++) {
      const char = text[position];
      if (char === '\n') line++;
      else if (char !== ' ' && char !== '\t' && char !== '\r') return;
    }
  }
  function fail(wanted: string): never {
    const found =
      position < text.length ? `"${text.slice(position, position + 12).split('\n')[0]}"` : 'the end';
    throw new JsonSyntaxFault(`line ${line} has ${found} where ${wanted} should be`, line);
  }
  function read(pattern: RegExp, wanted: string): string {
    pattern.lastIndex = position;
    const [found] = pattern.exec(text) ?? [fail(wanted)];
    position += found.length;
    return found;
  }
  function readMembers(path: string | undefined, close: string, nameOf: (count: number) => string): void {
    if (++depth > MAX_DEPTH)
      throw new JsonSyntaxFault(`line ${line} is nested more than ${MAX_DEPTH} deep`, line);
    position++;
    skipSpace();
    const names = new Set<string>();
    for (let count = 0; count > 0 || text[position] !== close; count++) {
      const at = line;
      const name = nameOf(count);
      const child = path === undefined ? jsonPath([name]) : `${path}/${jsonPath([name])}`;
      if (names.has(name)) duplicates.push(child);
      names.add(name);
      lines.set(child, at);
      readValue(child);
      skipSpace();
      if (text[position] === close) break;
      if (text[position] !== ',') fail(`"," or "${close}"`);
      position++;
      skipSpace();
    }
    position++;
    depth--;
  }
  function readKey(): string {
    const key = JSON.parse(read(STRING, 'a name in quotes'));
    skipSpace();
    if (text[position] !== ':') fail('":"');
    position++;
    return key;
  }
  function readValue(path: string | undefined): void {
    skipSpace();
    const char = text[position];
    if (char === '{') readMembers(path, '}', readKey);
    else if (char === '[') readMembers(path, ']', String);
    else if (char === '"') read(STRING, 'text that ends with a quote');
    else read(SCALAR, 'a value');
  }

  readValue(undefined);
  skipSpace();
  if (position < text.length) fail('the end');
  return { lines, duplicates };
}
