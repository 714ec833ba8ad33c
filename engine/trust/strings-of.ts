/** A string somewhere in a parameter tree. */
export interface FoundString {
  path: readonly (string | number)[];
  text: string;
}

/** Every string in a node's parameters, with its path. */
export function* stringsOf(
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<FoundString, void, undefined> {
  if (typeof value === 'string') yield { path, text: value };
  else if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) yield* stringsOf(entry, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, entry] of Object.entries(value)) yield* stringsOf(entry, [...path, key]);
  }
}
