/**
 * Makes the result of an expression safe for JSON. Runs in the engine for the
 * fast path and in the sandbox for the rest, so it must not trust `value`: it
 * reads each property once and calls nothing but `toISO` and `toISOString`.
 */

const DEEPEST = 200;

/** Thrown for what JSON cannot hold; the message completes "The result …". */
export class NotJson extends Error {}

/** How dates become text: luxon objects and `Date`s are recognised by the caller's realm. */
export type DateText = (value: object) => string | null | undefined;

const noDates: DateText = () => undefined;

/**
 * A JSON-safe version of a value: dates → ISO text, NaN and Infinity → null,
 * undefined → omitted in objects and null in lists, kept at the top. Parts that
 * need no change are shared with `value`, unless `copy` asks for a fresh copy, as
 * one must with objects whose getters may answer differently the next time.
 * Throws `NotJson` for functions, symbols, bigints, Map, Set and other class
 * instances, cycles and extreme depth.
 */
export function jsonSafe(value: unknown, dateText: DateText = noDates, copy = false): unknown {
  return clean(value, { dateText, copy }, 0);
}

interface Rules {
  readonly dateText: DateText;
  readonly copy: boolean;
}

function clean(value: unknown, rules: Rules, depth: number): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'function':
      throw new NotJson('is a function; call it with ()');
    case 'symbol':
    case 'bigint':
      throw new NotJson(`is a ${typeof value}, which JSON cannot hold; turn it into text or a number`);
  }
  if (value === null) return null;
  if (depth > DEEPEST) throw new NotJson('contains itself or is nested too deeply');
  const object = value as object;
  if (Array.isArray(object)) return cleanList(object, rules, depth);
  const text = rules.dateText(object);
  if (text !== undefined) return text;
  const proto: unknown = Object.getPrototypeOf(object);
  if (proto !== null && Object.getPrototypeOf(proto) !== null) throw new NotJson(describeInstance(object));
  return cleanObject(object as Record<string, unknown>, rules, depth);
}

function cleanList(list: readonly unknown[], rules: Rules, depth: number): unknown {
  const cleaned: unknown[] = [];
  let changed = rules.copy;
  const { length } = list;
  for (let i = 0; i < length; i++) {
    const before = list[i];
    const after = before === undefined ? null : clean(before, rules, depth + 1);
    changed ||= after !== before;
    cleaned.push(after);
  }
  return changed ? cleaned : list;
}

function cleanObject(object: Record<string, unknown>, rules: Rules, depth: number): unknown {
  const keys = Object.keys(object);
  const cleaned: unknown[] = [];
  let changed = rules.copy;
  for (const key of keys) {
    const before = object[key];
    const after = clean(before, rules, depth + 1);
    changed ||= after === undefined || after !== before;
    cleaned.push(after);
  }
  if (!changed) return object;
  const result: Record<string, unknown> = {};
  for (let i = 0; i < keys.length; i++) {
    if (cleaned[i] !== undefined) setOwn(result, keys[i] as string, cleaned[i]);
  }
  return result;
}

/**
 * Sets an own property, also one with the name of something inherited: assigning
 * `__proto__` would change the prototype, and in the sandbox assigning
 * `constructor` fails, since there the inherited one is frozen.
 */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key in target) {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

function describeInstance(object: object): string {
  if (object instanceof Map || object instanceof Set) {
    return 'is a Map or Set; turn it into a list with Array.from()';
  }
  if (object instanceof Promise) return 'is a promise; expressions cannot wait, use a code node';
  return 'is neither text, number, boolean, list nor plain object';
}
