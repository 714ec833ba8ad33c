/**
 * The value at a dotted path (`customer.address.city`, `rows.0.id`), undefined
 * where the way ends early. A name that itself contains dots wins over the path.
 * Only own properties count, so no path reaches a prototype.
 */
export function getPath(value: unknown, path: string): unknown {
  if (own(value, path) !== undefined) return own(value, path);
  return path.split('.').reduce(own, value);
}

function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
