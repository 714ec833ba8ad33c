import { dottedPath, type FieldPath, fieldTemplate } from '#renderer/expression';

/** An entry of a field map, as the flow holds it. */
export interface MappedField {
  name?: string;
  value?: unknown;
}

/** Entries that have a name and no value get the input field whose name is the same but for case and signs. */
export function fillByName(entries: readonly MappedField[], inputs: readonly FieldPath[]): MappedField[] {
  return entries.map((entry) => {
    if (entry.value !== undefined || !entry.name) return entry;
    const found = matchFor(entry.name, inputs);
    return found ? { ...entry, value: fieldTemplate(found) } : entry;
  });
}

/** The input fields that no entry sets yet, as entries that take them over. */
export function missingFields(entries: readonly MappedField[], inputs: readonly FieldPath[]): MappedField[] {
  const set = new Set(entries.map(({ name }) => plain(name ?? '')));
  return inputs
    .filter((path) => path.length === 1 && !set.has(plain(dottedPath(path))))
    .map((path) => ({ name: dottedPath(path), value: fieldTemplate(path) }));
}

/** The whole path first, then the last name of it; the shortest path wins. */
function matchFor(name: string, inputs: readonly FieldPath[]): FieldPath | undefined {
  const wanted = plain(name);
  const last = plain(name.split('.').at(-1) ?? '');
  const byLength = [...inputs].sort((a, b) => a.length - b.length);
  return (
    byLength.find((path) => plain(dottedPath(path)) === wanted) ??
    byLength.find((path) => plain(String(path.at(-1))) === last)
  );
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
