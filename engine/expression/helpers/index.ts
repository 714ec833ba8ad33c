import { ARRAY_HELPERS } from './array.ts';
import { BOOLEAN_HELPERS } from './boolean.ts';
import { DATE_HELPERS } from './date.ts';
import { NUMBER_HELPERS } from './number.ts';
import { OBJECT_HELPERS } from './object.ts';
import { STRING_HELPERS } from './string.ts';

/** The helper tables by kind of receiver. */
export const HELPERS = {
  string: STRING_HELPERS,
  number: NUMBER_HELPERS,
  boolean: BOOLEAN_HELPERS,
  list: ARRAY_HELPERS,
  object: OBJECT_HELPERS,
  date: DATE_HELPERS,
} as const;

export type HelperKind = keyof typeof HELPERS;

/** Every name that some kind of value has a helper for. */
export const HELPER_NAMES: ReadonlySet<string> = new Set(
  Object.values(HELPERS).flatMap((table) => Object.keys(table)),
);

/** What completion and documentation show of a helper. */
export interface HelperDoc {
  kind: HelperKind;
  name: string;
  call: string;
  doc: string;
  example: string;
}

/** All helpers, by kind, in the order of their tables. */
export function helperDocs(): HelperDoc[] {
  return (Object.keys(HELPERS) as HelperKind[]).flatMap((kind) =>
    Object.entries(HELPERS[kind]).map(([name, { call, doc, example }]) => ({
      kind,
      name,
      call,
      doc,
      example: example[0],
    })),
  );
}
