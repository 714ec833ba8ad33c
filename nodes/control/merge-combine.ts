import type { Inputs, Item } from '#contract/node';
import type { Row } from './merge-rows.ts';

export type Conflict = 'a' | 'b' | 'prefix';

/**
 * Makes one item of a row. `prefix` renames every field that several inputs have
 * anywhere in their lists, so that all results have the same fields; `shared`
 * names those that mean the same on all sides.
 */
export function combiner(conflict: Conflict, inputs: Inputs, shared: readonly string[]): (row: Row) => Item {
  if (conflict !== 'prefix') return (row) => overlaid(conflict === 'a' ? [...row].reverse() : row);
  const fields = ambiguous(inputs, ({ json }) => json, shared);
  const files = ambiguous(inputs, ({ binary }) => binary, []);
  return (row) => prefixed(row, fields, files);
}

/** The later part wins; a row of one part is that item itself. */
function overlaid(row: Row): Item {
  const [only] = row;
  if (only && row.length === 1) return only.item;
  let json: Item['json'] = {};
  let binary: NonNullable<Item['binary']> = {};
  for (const { item } of row) {
    // Spread, not Object.assign: data may have a field "__proto__", which must stay data.
    json = { ...json, ...item.json };
    if (item.binary) binary = { ...binary, ...item.binary };
  }
  return withFiles(json, binary);
}

function prefixed(row: Row, fields: ReadonlySet<string>, files: ReadonlySet<string>): Item {
  return withFiles(
    Object.fromEntries(row.flatMap(({ port, item }) => renamed(item.json, port, fields))),
    Object.fromEntries(row.flatMap(({ port, item }) => renamed(item.binary ?? {}, port, files))),
  );
}

function renamed<T>(values: Record<string, T>, port: string, names: ReadonlySet<string>): [string, T][] {
  return Object.entries(values).map(([name, value]) => [names.has(name) ? `${port}_${name}` : name, value]);
}

function withFiles(json: Item['json'], binary: NonNullable<Item['binary']>): Item {
  return Object.keys(binary).length === 0 ? { json } : { json, binary };
}

/** Names that occur in more than one input. */
function ambiguous(
  inputs: Inputs,
  partOf: (item: Item) => object | undefined,
  shared: readonly string[],
): ReadonlySet<string> {
  const firstPort = new Map<string, string>();
  const several = new Set<string>();
  for (const [port, items] of Object.entries(inputs)) {
    for (const item of items) {
      for (const name of Object.keys(partOf(item) ?? {})) {
        const known = firstPort.get(name);
        if (known === undefined) firstPort.set(name, port);
        else if (known !== port) several.add(name);
      }
    }
  }
  for (const name of shared) several.delete(name);
  return several;
}
