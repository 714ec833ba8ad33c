import { z } from 'zod';
import { DURATION, DURATION_FORM } from '#contract/flow';

/** How a parameter looks in a form. Kept in the schema's metadata, so form and validation cannot drift apart. */
export interface FieldMeta {
  label: string;
  /** One sentence below the field. */
  help?: string;
  placeholder?: string;
  /** For example `ms`, `items`. */
  unit?: string;
  /** Which editor to use, where the type does not tell. */
  editor?:
    | 'expression'
    | 'code'
    | 'multiline'
    | 'duration'
    | 'json'
    | 'path'
    | 'url'
    | 'keyValue'
    | 'cron'
    | 'flow';
  /** Shown only while another parameter has one of these values. */
  showIf?: Readonly<Record<string, readonly unknown[]>>;
  /** Taken as written: `{{ }}` in it is not an expression. */
  literal?: boolean;
  /** Evaluated by the interpreter at its own time, not before the node starts. */
  deferred?: boolean;
  /** Belongs into the vault: shown as dots, never given back. */
  secret?: boolean;
}

declare module 'zod' {
  interface GlobalMeta extends Partial<FieldMeta> {}
}

type Meta = Omit<FieldMeta, 'label'>;

/**
 * Shorthands for the kinds of parameters that nodes have: each is a zod schema
 * with form metadata. Chain `.optional()` or `.default(…)` as in zod.
 */
export const field = {
  text: (label: string, meta: Meta = {}) => z.string().meta({ label, ...meta }),
  /** A text for the vault, in the fields of connection types. */
  secret: (label: string, meta: Meta = {}) => z.string().meta({ label, secret: true, ...meta }),
  number: (label: string, meta: Meta = {}) => z.number().meta({ label, ...meta }),
  /** A whole number from `min` up. */
  count: (label: string, min = 0, meta: Meta = {}) =>
    z
      .int()
      .min(min)
      .meta({ label, ...meta }),
  toggle: (label: string, meta: Meta = {}) => z.boolean().meta({ label, ...meta }),
  choice: <const T extends readonly [string, ...string[]]>(label: string, options: T, meta: Meta = {}) =>
    z.enum(options).meta({ label, ...meta }),
  /** Any JSON value, usually computed by an expression. */
  value: (label: string, meta: Meta = {}) => z.unknown().meta({ label, editor: 'expression', ...meta }),
  /** True or false; expressions give any value, read as `isTrue` does. */
  condition: (label: string, meta: Meta = {}) => z.unknown().meta({ label, editor: 'expression', ...meta }),
  duration: (label: string, meta: Meta = {}) =>
    z
      .string()
      .regex(DURATION, DURATION_FORM)
      .meta({ label, editor: 'duration', ...meta }),
  /** A list of field names; dots reach into objects. */
  names: (label: string, meta: Meta = {}) => z.array(z.string()).meta({ label, ...meta }),
  list: <T extends z.ZodType>(label: string, of: T, meta: Meta = {}) => z.array(of).meta({ label, ...meta }),
  /** Names to values, as for headers and query parameters. */
  keyValue: (label: string, meta: Meta = {}) =>
    z.record(z.string(), z.unknown()).meta({ label, editor: 'keyValue', ...meta }),
};

/**
 * How a condition reads a value: JavaScript's truthiness, except that the words
 * `"true"` and `"false"` (as CSV files and web forms give them) mean what they say.
 */
export function isTrue(value: unknown): boolean {
  if (typeof value === 'string') {
    const word = value.trim().toLowerCase();
    return word !== 'false' && word !== '';
  }
  return Boolean(value);
}
