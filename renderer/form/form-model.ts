import type { FieldMeta } from '#contract/node';

/** What a parameter is edited with. */
export type FieldKind =
  | 'text'
  | 'multiline'
  | 'number'
  | 'toggle'
  | 'choice'
  | 'value'
  | 'code'
  | 'duration'
  | 'json'
  | 'path'
  | 'url'
  | 'cron'
  | 'flow'
  | 'names'
  | 'keyValue'
  | 'objects'
  | 'group';

/** One parameter of a form. */
export interface FormField extends Omit<FieldMeta, 'editor'> {
  key: string;
  kind: FieldKind;
  required: boolean;
  default: unknown;
  /** Of a choice. */
  options: readonly string[];
  min: number | undefined;
  max: number | undefined;
  integer: boolean;
  /** A text that may also be a number: digits are taken as one. */
  orNumber: boolean;
  /** Takes the name of a field, not its value. */
  takesName: boolean;
  /** The parameters inside of a group, or of each entry of a list. */
  fields: readonly FormField[];
}

interface Schema extends Partial<FieldMeta> {
  type?: string | readonly string[];
  enum?: readonly unknown[];
  default?: unknown;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema;
  anyOf?: readonly Schema[];
  minimum?: number;
  maximum?: number;
}

const EDITORS: Readonly<Record<NonNullable<FieldMeta['editor']>, FieldKind>> = {
  expression: 'value',
  code: 'code',
  multiline: 'multiline',
  duration: 'duration',
  json: 'json',
  path: 'path',
  url: 'url',
  keyValue: 'keyValue',
  cron: 'cron',
  flow: 'flow',
};

/** Parameters that name a field of the item; their schema says only that they are text. */
const NAMES_OF_FIELDS: ReadonlySet<string> = new Set(['field', 'key', 'otherKey', 'from']);

/** The form of a node type's parameters, from their JSON Schema. */
export function formOf(schema: unknown): FormField[] {
  const { properties = {}, required = [] } = (schema ?? {}) as Schema;
  return Object.entries(properties).map(([key, inner]) => fieldOf(key, inner, required.includes(key)));
}

function fieldOf(key: string, schema: Schema, required: boolean): FormField {
  const kind = kindOf(schema);
  const { label, help, placeholder, unit, showIf, literal, deferred, secret } = schema;
  return {
    key,
    kind,
    label: label ?? titleOf(key),
    ...(help === undefined ? {} : { help }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(unit === undefined ? {} : { unit }),
    ...(showIf === undefined ? {} : { showIf }),
    ...(literal === undefined ? {} : { literal }),
    ...(deferred === undefined ? {} : { deferred }),
    ...(secret === undefined ? {} : { secret }),
    required,
    default: schema.default,
    options: (schema.enum ?? []).map(String),
    min: schema.minimum,
    max: schema.maximum,
    integer: schema.type === 'integer',
    orNumber: Boolean(schema.anyOf?.some(({ type }) => type === 'integer' || type === 'number')),
    takesName: kind === 'text' && NAMES_OF_FIELDS.has(key),
    fields: kind === 'objects' ? formOf(schema.items) : kind === 'group' ? formOf(schema) : [],
  };
}

function kindOf(schema: Schema): FieldKind {
  if (schema.editor) return EDITORS[schema.editor];
  if (schema.enum) return 'choice';
  switch (schema.type) {
    case 'string':
      return 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'toggle';
    case 'array':
      if (schema.items?.properties) return 'objects';
      return schema.items?.type === 'string' ? 'names' : 'json';
    case 'object':
      return schema.properties ? 'group' : 'json';
    default:
      return schema.anyOf?.some(({ type }) => type === 'string') ? 'text' : 'json';
  }
}

/** The fields that are shown for these values: `showIf` looks at what is set, else at defaults. */
export function shownFields(
  fields: readonly FormField[],
  values: Readonly<Record<string, unknown>>,
): readonly FormField[] {
  const current = (key: string) => values[key] ?? fields.find((field) => field.key === key)?.default;
  return fields.filter(({ key, showIf }) => {
    const fits = Object.entries(showIf ?? {}).every(([other, wanted]) => wanted.includes(current(other)));
    // What is set stays in sight, so that nothing hidden has a meaning.
    return fits || values[key] !== undefined;
  });
}

/** What an empty field shows in grey: its default, else its example. */
export function placeholderOf(field: FormField): string {
  if (field.default !== undefined && field.default !== '') {
    return typeof field.default === 'object' ? '' : String(field.default);
  }
  return field.placeholder ?? '';
}

/** `bodyType` as people say it: `Body type`. */
export function titleOf(key: string): string {
  const words = key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
