import { UserError } from '#contract/error';
import type { JsonObject } from '#contract/node';
import { getPath } from './get-path.ts';

/**
 * Field names in parameters: `a.b.0.c` reaches into objects and lists. Only own
 * properties count, so `constructor` or `__proto__` never lead out of the data.
 */
type Path = readonly string[];

const MAX_CACHED = 10_000;
const paths = new Map<string, Path>();

/**
 * Sets a field of an object that the caller has just made; objects and lists on
 * the way are copied, never changed, and made where they are missing. Setting
 * `undefined` removes the field. Throws a `UserError` for what is no field name
 * and where something else than an object or list is in the way.
 */
export function setField(target: JsonObject, name: string, value: unknown): void {
  if (value === undefined && getPath(target, name) === undefined) return;
  if (name !== '__proto__' && (!name.includes('.') || Object.hasOwn(target, name))) put(target, name, value);
  else setAt(target, pathOf(name), 0, value, name);
}

/** The last part of a field name: what a value is called when it stands alone. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function setAt(target: JsonObject, path: Path, depth: number, value: unknown, name: string): void {
  const key = path[depth] ?? '';
  if (depth === path.length - 1) {
    put(target, key, value);
    return;
  }
  const inner = copyOf(Object.hasOwn(target, key) ? target[key] : undefined, path, depth, name);
  setAt(inner, path, depth + 1, value, name);
  target[key] = inner;
}

function put(target: JsonObject, key: string, value: unknown): void {
  if (value !== undefined) target[key] = value;
  else if (Array.isArray(target)) target[key] = null;
  else delete target[key];
}

function copyOf(existing: unknown, path: Path, depth: number, name: string): JsonObject {
  if (existing === undefined || existing === null) return {};
  if (Array.isArray(existing)) {
    const index = Number(path[depth + 1]);
    if (Number.isInteger(index) && index >= 0 && index <= existing.length) {
      return existing.slice() as unknown as JsonObject;
    }
  } else if (typeof existing === 'object') return { ...existing };
  const place = path.slice(0, depth + 1).join('.');
  const what = Array.isArray(existing) ? `a list of ${existing.length}` : `a ${typeof existing}`;
  throw new UserError(`"${name}" cannot be set: "${place}" is ${what}`, {
    code: 'FIELD_NAME',
    hint: 'Choose another field name, or set the whole field instead of a part of it.',
  });
}

function pathOf(name: string): Path {
  const known = paths.get(name);
  if (known) return known;
  const path = name.split('.');
  if (path.some((key) => key === '' || key === '__proto__')) {
    throw new UserError(`"${name}" is not a field name`, {
      code: 'FIELD_NAME',
      hint: 'Write names separated by single dots, like "customer.address.city"; "__proto__" is not allowed.',
    });
  }
  if (paths.size >= MAX_CACHED) paths.clear();
  paths.set(name, path);
  return path;
}
