import type { FieldPath } from '#renderer/expression';
import { shortValue } from '#renderer/expression';
import { commonType, type ValueType, valueType } from './value-type.ts';

/** A field that items have, at any depth. */
export interface SchemaRow {
  /** The way to it; the entries of a list stand under place 0. */
  path: FieldPath;
  name: string;
  depth: number;
  type: ValueType;
  /** Share of the places where it could be that have it, from 0 to 1. */
  share: number;
  sample: string;
}

interface Place {
  values: unknown[];
  /** How many owners there were. */
  of: number;
}

const DEEPEST = 8;
const MOST_ROWS = 2000;
const MOST_ENTRIES = 20;

/** The fields of values and what is known of them, outer before inner. */
export function schemaOf(values: readonly unknown[]): SchemaRow[] {
  const rows: SchemaRow[] = [];
  addInside(values, [], 0, rows);
  return rows;
}

function addInside(owners: readonly unknown[], path: FieldPath, depth: number, rows: SchemaRow[]): void {
  if (depth > DEEPEST) return;
  const objects = owners.filter(isObject);
  const places = new Map<string, Place>();
  for (const object of objects) {
    for (const [name, value] of Object.entries(object)) {
      const place = places.get(name) ?? { values: [], of: objects.length };
      place.values.push(value);
      places.set(name, place);
    }
  }
  for (const [name, { values, of }] of places) {
    if (rows.length >= MOST_ROWS) return;
    const type = commonType(values.map(valueType));
    const sample = values.find((value) => value !== null && value !== '') ?? values[0];
    const here = [...path, name];
    rows.push({ path: here, name, depth, type, share: values.length / of, sample: shortValue(sample) });
    addInside(values, here, depth + 1, rows);
    const entries = values.flatMap((value) => (Array.isArray(value) ? value.slice(0, MOST_ENTRIES) : []));
    if (entries.some(isObject)) addInside(entries, [...here, 0], depth + 1, rows);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
