/** One end of an edge; the port is left out where the file leaves it out. */
export interface EdgeEnd {
  node: string;
  port: string | undefined;
}

export interface ParsedEdge {
  from: EdgeEnd;
  to: EdgeEnd;
  /** As written, for messages. */
  text: string;
}

/** Reads `from:port -> to:port`; undefined where the text is not an edge. */
export function parseEdge(text: string): ParsedEdge | undefined {
  const arrow = text.indexOf('->');
  if (arrow < 0) return undefined;
  const from = parseEnd(text.slice(0, arrow));
  const to = parseEnd(text.slice(arrow + 2));
  return from && to ? { from, to, text } : undefined;
}

/** Writes an edge as flow files do. */
export function formatEdge(from: EdgeEnd, to: EdgeEnd): string {
  return `${formatEnd(from)} -> ${formatEnd(to)}`;
}

function parseEnd(text: string): EdgeEnd | undefined {
  const colon = text.indexOf(':');
  const node = (colon < 0 ? text : text.slice(0, colon)).trim();
  const port = colon < 0 ? undefined : text.slice(colon + 1).trim();
  return node === '' || port === '' ? undefined : { node, port };
}

function formatEnd(end: EdgeEnd): string {
  return end.port === undefined ? end.node : `${end.node}:${end.port}`;
}
