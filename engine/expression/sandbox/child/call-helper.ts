import { DateTime } from 'luxon';
import { HELPER_NAMES, HELPERS, type HelperKind } from '../../helpers/index.ts';

type Fn = (...args: unknown[]) => unknown;

/** The symbols that stand for helper names in rewritten source: `x[$$.first]()`. */
export function helperSymbols(): Readonly<Record<string, symbol>> {
  const symbols = Object.create(null) as Record<string, symbol>;
  for (const name of HELPER_NAMES) symbols[name] = Symbol(name);
  return Object.freeze(symbols);
}

/** Makes every value answer to the helper symbols. Call between repairing and hardening the intrinsics. */
export function installHelpers(symbols: Readonly<Record<string, symbol>>): void {
  for (const [name, symbol] of Object.entries(symbols)) {
    const helper = {
      method(this: unknown, ...args: unknown[]): unknown {
        return callHelper(this, name, args);
      },
    }.method;
    Object.defineProperty(Object.prototype, symbol, { value: helper });
  }
}

/**
 * Calls `receiver.name(…)`: a function that the receiver itself has, else the
 * helper for its kind, else the method it inherits. Data cannot interfere, since
 * data holds no functions.
 */
function callHelper(receiver: unknown, name: string, args: unknown[]): unknown {
  const own = ownFunction(receiver, name);
  if (own !== undefined) return Reflect.apply(own, receiver, args);
  const kind = kindOf(receiver);
  const helper = kind === undefined ? undefined : ownHelper(kind, name);
  if (kind !== undefined && helper !== undefined) {
    return Reflect.apply(helper, undefined, [kind === 'date' ? asDateTime(receiver) : receiver, ...args]);
  }
  const inherited: unknown = (receiver as Record<string, unknown>)[name];
  if (typeof inherited === 'function') return Reflect.apply(inherited as Fn, receiver, args);
  throw new TypeError(`.${name}() does not exist on ${describe(receiver)}`);
}

function ownFunction(receiver: unknown, name: string): Fn | undefined {
  if ((typeof receiver !== 'object' && typeof receiver !== 'function') || receiver === null) return undefined;
  if (!Object.hasOwn(receiver, name)) return undefined;
  const own: unknown = (receiver as Record<string, unknown>)[name];
  return typeof own === 'function' ? (own as Fn) : undefined;
}

function ownHelper(kind: HelperKind, name: string): Fn | undefined {
  const table: Readonly<Record<string, { fn: unknown }>> = HELPERS[kind];
  return Object.hasOwn(table, name) ? (table[name]?.fn as Fn) : undefined;
}

function kindOf(value: unknown): HelperKind | undefined {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'object':
      return value === null ? undefined : kindOfObject(value);
    default:
      return undefined;
  }
}

function kindOfObject(value: object): HelperKind | undefined {
  if (Array.isArray(value)) return 'list';
  if (value instanceof Date || value instanceof DateTime) return 'date';
  const proto: unknown = Object.getPrototypeOf(value);
  return proto === Object.prototype || proto === null ? 'object' : undefined;
}

function asDateTime(value: unknown): DateTime {
  return value instanceof Date ? DateTime.fromJSDate(value) : (value as DateTime);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  const type = typeof value;
  if (type === 'string') return 'text';
  return type === 'object' || type === 'undefined' ? 'this object' : `a ${type}`;
}
