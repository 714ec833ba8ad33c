import type { z } from 'zod';

const NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  undefined: 'nothing',
  null: 'null',
};

/**
 * What a schema finds wrong with a value, in plain words that follow the value's
 * name: `must be a number, not text`.
 *
 * @param root the value the schema was applied to: the issue says where in it
 */
export function describeIssue(issue: z.core.$ZodIssue, root: unknown): string {
  const value = valueAt(root, issue.path);
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return 'is missing';
      return `must be ${NAMES[issue.expected] ?? issue.expected}, not ${nameOf(value)}`;
    case 'invalid_value':
      if (value === undefined) return 'is missing';
      return `must be ${issue.values.map((one) => JSON.stringify(one)).join(' or ')}, not ${shorten(value)}`;
    case 'too_small':
      return `must ${issue.origin === 'string' || issue.origin === 'array' ? 'have at least' : 'be at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `must ${issue.origin === 'string' || issue.origin === 'array' ? 'have at most' : 'be at most'} ${issue.maximum}${unitOf(issue.origin)}`;
    case 'unrecognized_keys':
      return `has no ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
    case 'invalid_key':
      return `has a bad name: ${issue.issues[0]?.message ?? issue.message}`;
    default:
      return issue.message;
  }
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return shorten(value);
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
