import type { z } from 'zod';

/**
 * A copy of parameters in which plain values have the type the schema asked for,
 * where nothing is lost by it: `7` for text becomes `"7"`, `"7"` for a number 7,
 * `"true"` for a switch true.
 *
 * @param issues what the schema found wrong with the original
 */
export function fitScalars(params: Record<string, unknown>, issues: readonly z.core.$ZodIssue[]): unknown {
  let result: unknown = params;
  for (const issue of issues) {
    if (issue.code === 'invalid_type')
      result = replaceAt(result, issue.path, (value) => scalarAs(value, issue.expected));
  }
  return result;
}

function scalarAs(value: unknown, expected: string): unknown {
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean'))
    return String(value);
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if ((expected === 'number' || expected === 'int') && text !== '' && Number.isFinite(Number(text)))
    return Number(text);
  if (expected === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return value;
}

function replaceAt(
  tree: unknown,
  path: readonly PropertyKey[],
  change: (value: unknown) => unknown,
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(tree);
  if (Array.isArray(tree)) {
    return tree.map((value, index) => (index === key ? replaceAt(value, rest, change) : value));
  }
  if (typeof tree !== 'object' || tree === null) return tree;
  const object = tree as Record<string, unknown>;
  return { ...object, [String(key)]: replaceAt(object[String(key)], rest, change) };
}
