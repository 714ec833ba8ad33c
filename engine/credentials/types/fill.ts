import { UserError } from '#contract/error';

/** What stands for the names in a template; functions are asked for each place. */
export type Filling = Readonly<Record<string, string | number | (() => string | number)>>;

const PLACE = /\{\{\s*([\w.-]+)\s*\}\}/g;

/**
 * A template with its `{{names}}` filled in.
 *
 * @throws UserError `CREDENTIAL_INVALID` for a name that stands for nothing
 */
export function fill(template: string, filling: Filling): string {
  return template.replaceAll(PLACE, (_, name: string) => String(lookUp(name, filling)));
}

/** The same for every text in a JSON value; a text that is nothing but one name keeps its type. */
export function fillAll<T>(value: T, filling: Filling): T {
  return filled(value, filling) as T;
}

function filled(value: unknown, filling: Filling): unknown {
  if (typeof value === 'string') {
    const [, only] = /^\{\{\s*([\w.-]+)\s*\}\}$/.exec(value) ?? [];
    return only === undefined ? fill(value, filling) : lookUp(only, filling);
  }
  if (Array.isArray(value)) return value.map((element) => filled(element, filling));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, filling)]));
}

function lookUp(name: string, filling: Filling): string | number {
  const found = Object.hasOwn(filling, name) ? filling[name] : undefined;
  if (found === undefined) {
    throw new UserError(`"{{${name}}}" in the credential stands for nothing`, {
      code: 'CREDENTIAL_INVALID',
      hint: `It may hold ${Object.keys(filling)
        .map((known) => `{{${known}}}`)
        .join(', ')}.`,
    });
  }
  return typeof found === 'function' ? found() : found;
}
