import type { JsonObject } from '#contract/node';

/** A number as people write it in data: no leading zeros (those are codes), at most 15 digits before the point. */
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$/;
const MAX_EXACT_DIGITS = 15;

/**
 * Reads a cell as a number, true/false or null (empty) where that loses nothing;
 * codes with leading zeros and numbers too long to be exact stay text.
 */
export function typedCell(cell: string): string | number | boolean | null {
  if (cell === '') return null;
  if (NUMBER.test(cell)) return digits(cell) > MAX_EXACT_DIGITS ? cell : Number(cell);
  if (cell.length > 5) return cell;
  const word = cell.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : cell;
}

function digits(cell: string): number {
  return cell.length <= MAX_EXACT_DIGITS ? 0 : cell.replace(/e.*$/i, '').replace(/\D/g, '').length;
}

/**
 * Usable column names: trimmed; an empty one becomes `column3`, a repeated one
 * `name_2`. `__proto__` cannot be a field name, it becomes `column3` too.
 */
export function columnNames(header: readonly string[]): string[] {
  const taken = new Set<string>();
  return header.map((cell, index) => {
    const trimmed = cell.trim();
    const wanted = trimmed === '' || trimmed === '__proto__' ? `column${index + 1}` : trimmed;
    let name = wanted;
    for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
    taken.add(name);
    return name;
  });
}

/** Makes an object of a row. Missing cells are empty, surplus ones are named by their position. */
export function toObject(names: string[], row: readonly string[], typed: boolean): JsonObject {
  while (names.length < row.length) names.push(...columnNames([...names, '']).slice(names.length));
  const json: JsonObject = {};
  for (let index = 0; index < names.length; index++) {
    const cell = row[index] ?? '';
    json[names[index] as string] = typed ? typedCell(cell) : cell;
  }
  return json;
}
