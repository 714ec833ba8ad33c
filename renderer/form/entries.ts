/** A name and a value in a table of them; the name may still be empty. */
export interface Entry {
  name: string;
  value: unknown;
}

export function entriesOf(value: unknown): Entry[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([name, inner]) => ({ name, value: inner }));
}

/** The object that entries make; undefined where there is nothing in it. Entries without a name are left out. */
export function objectOf(entries: readonly Entry[]): Record<string, unknown> | undefined {
  const named = entries.filter(({ name }) => name !== '');
  return named.length > 0
    ? Object.fromEntries(named.map(({ name, value }) => [name, value ?? '']))
    : undefined;
}

/** A list with an entry moved to another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const entry = list[from];
  if (entry === undefined || to < 0 || to >= list.length) return [...list];
  const rest = list.filter((_, index) => index !== from);
  return [...rest.slice(0, to), entry, ...rest.slice(to)];
}
