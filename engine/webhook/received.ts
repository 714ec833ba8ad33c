import type { IncomingHttpHeaders } from 'node:http';

/** Headers that are never kept: those of the connection, and cookies of other pages of this machine. */
const DROPPED = new Set(['cookie', 'proxy-authorization', 'connection', 'keep-alive']);

/**
 * The headers of a call as they are kept.
 *
 * @param masked those that prove who the caller is, in lower case; `authorization` always does
 */
export function keptHeaders(
  headers: IncomingHttpHeaders,
  masked: ReadonlySet<string>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || DROPPED.has(name)) continue;
    if (masked.has(name) || name === 'authorization') kept[name] = '***';
    else kept[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return kept;
}
