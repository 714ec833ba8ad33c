/** The way to a value inside of an item's data: names of fields and places in lists. */
export type FieldPath = readonly (string | number)[];

const NAME = /^[A-Za-z_$][\w$]*$/;

/** The way to a value as an expression writes it: `$json.customer.city`, `$json['e-mail']`, `$json.lines[0]`. */
export function accessText(path: FieldPath, root = '$json'): string {
  return path.reduce<string>((text, key) => text + accessStep(key), root);
}

/** One step of it: `.city`, `['e-mail']`, `[0]`. */
export function accessStep(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return NAME.test(key) ? `.${key}` : `[${quoted(key)}]`;
}

/** A template that gives the value of a field: `{{ $json.total }}`. */
export function fieldTemplate(path: FieldPath): string {
  return `{{ ${accessText(path)} }}`;
}

/** A way as lists of field names write it: dots reach into objects. */
export function dottedPath(path: FieldPath): string {
  return path.join('.');
}

/** A text in single quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}
