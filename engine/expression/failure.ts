import { UserError } from '#contract/error';

/** Where an expression stands in a node's parameters. */
export interface Place {
  /** Path of the parameter, `fields[0].value`. */
  readonly param: string;
  /** Offset of the expression in the parameter string. */
  readonly position: number;
  /** The text between the braces, trimmed. */
  readonly expression: string;
}

/** A path in a parameter tree. */
export type ParamPath = readonly (string | number)[];

/** Writes a path as people do: `fields[0].value`. */
export function pathText(path: ParamPath): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += text === '' ? key : `.${key}`;
  }
  return text;
}

/** What goes wrong inside an expression, before its place is known. */
export class ExpressionFault extends Error {
  readonly hint: string;
  /** Offset of the culprit in the parameter string, where known. */
  readonly at: number | undefined;
  readonly code: string;
  constructor(message: string, hint: string, at?: number, code = 'EXPRESSION') {
    super(message);
    this.hint = hint;
    this.at = at;
    this.code = code;
  }
}

/** The `UserError` of a fault at a place; an error that already says who must act keeps its words. */
export function failureAt(place: Place, thrown: unknown): UserError {
  if (thrown instanceof UserError) {
    return new UserError(thrown.message, {
      code: thrown.code,
      ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
      detail: { ...thrown.detail, ...place },
    });
  }
  if (thrown instanceof ExpressionFault) {
    return new UserError(thrown.message, {
      code: thrown.code,
      hint: thrown.hint,
      detail: { ...place, position: thrown.at ?? place.position },
    });
  }
  throw thrown;
}

const MOST_FIELDS = 15;

/** What to say about the fields that do exist where one was missing. */
function fieldsHint(owner: string, value: unknown): string {
  if (Array.isArray(value)) return `${owner} is a list of ${value.length}; take one with [0] or .first().`;
  if (typeof value !== 'object' || value === null) return '';
  const names = Object.keys(value);
  if (names.length === 0) return `${owner} has no fields.`;
  const more = names.length > MOST_FIELDS ? `, and ${names.length - MOST_FIELDS} more` : '';
  return `${owner} has: ${names.slice(0, MOST_FIELDS).join(', ')}${more}.`;
}

/** The fault of reading a property of nothing. */
export function missingFault(missing: {
  /** Name of what was undefined or null. */
  name: string;
  value: undefined | null;
  /** The whole path that was being read. */
  path: string;
  /** What it was looked up in: its text and its value. */
  owner?: { text: string; value: unknown };
  at: number;
}): ExpressionFault {
  const fields = missing.owner === undefined ? '' : fieldsHint(missing.owner.text, missing.owner.value);
  const hint = `Check the name, or write ?. where it may be missing.${fields === '' ? '' : ` ${fields}`}`;
  return new ExpressionFault(`"${missing.name}" is ${missing.value} in ${missing.path}`, hint, missing.at);
}
