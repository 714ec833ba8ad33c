import type { Message } from '../message.ts';

/** An entry of a stream; without fields where it has been removed. */
export interface Entry {
  id: string;
  fields: ReadonlyMap<string, Buffer> | undefined;
}

/** The entries in the answer to XREADGROUP for one stream; none where the wait was in vain. */
export function readEntries(answer: unknown): Entry[] {
  const [[, entries] = []] = (answer ?? []) as [string, [Buffer, Buffer[] | null][]][];
  return (entries ?? []).map(([id, flat]) => ({
    id: id.toString(),
    fields: flat ? pairsOf(flat) : undefined,
  }));
}

/**
 * @param field the one that holds the payload; undefined: all of them are the payload
 */
export function entryMessage(
  stream: string,
  id: string,
  fields: ReadonlyMap<string, Buffer>,
  field: string | undefined,
): Message {
  const texts = new Map([...fields].map(([name, value]) => [name, textOf(value)]));
  const isWhole = field === undefined || field === '';
  if (!isWhole) texts.delete(field);
  const headers = isWhole ? {} : Object.fromEntries(texts);
  const bytes = isWhole
    ? Buffer.from(JSON.stringify(Object.fromEntries(texts)))
    : (fields.get(field) ?? Buffer.alloc(0));
  return { id: `${stream}:${id}`, bytes, about: { stream, key: id, id, headers } };
}

function pairsOf(flat: readonly Buffer[]): Map<string, Buffer> {
  const pairs = new Map<string, Buffer>();
  for (let at = 0; at + 1 < flat.length; at += 2)
    pairs.set(String(flat[at]), flat[at + 1] ?? Buffer.alloc(0));
  return pairs;
}

function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : bytes.toString('base64');
}
