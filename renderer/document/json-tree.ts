/** A JSON value with its place in a text. */
export interface JsonTree {
  start: number;
  end: number;
  /** The canonical text of the value, for comparing. */
  flat: string;
  /** An object or list that is written over several lines. */
  broken: boolean;
  /** By key, or by index as text. */
  children: ReadonlyMap<string, JsonTree>;
}

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+)/y;

/** Reads the layout of a JSON text that is known to parse. */
export function jsonTree(text: string): JsonTree {
  let at = 0;
  const next = (): { token: string; start: number } => {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const token = match?.[1] ?? '';
    at = match ? TOKEN.lastIndex : text.length;
    return { token, start: at - token.length };
  };
  const value = ({ token, start }: { token: string; start: number }): JsonTree => {
    if (token !== '{' && token !== '[') {
      return { start, end: at, flat: JSON.stringify(JSON.parse(token)), broken: false, children: new Map() };
    }
    const children = new Map<string, JsonTree>();
    const parts: string[] = [];
    const close = token === '{' ? '}' : ']';
    for (let part = next(); part.token !== close && part.token !== ''; ) {
      let key = String(children.size);
      if (token === '{') {
        key = JSON.parse(part.token) as string;
        next();
        part = next();
      }
      const child = value(part);
      children.set(key, child);
      parts.push(token === '{' ? `${JSON.stringify(key)}:${child.flat}` : child.flat);
      part = next();
      if (part.token === ',') part = next();
    }
    const flat = `${token}${parts.join(',')}${close}`;
    return { start, end: at, flat, broken: text.slice(start, at).includes('\n'), children };
  };
  return value(next());
}
