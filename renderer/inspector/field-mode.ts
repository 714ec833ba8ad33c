import { hasTemplate } from '#renderer/expression';
import type { FieldKind, FormField } from '#renderer/form';

export type Mode = 'fixed' | 'expression';

const SWITCHED: ReadonlySet<FieldKind> = new Set([
  'text',
  'multiline',
  'number',
  'toggle',
  'choice',
  'value',
  'duration',
  'json',
  'path',
  'url',
  'cron',
  'flow',
  'names',
  'keyValue',
]);

/** Whether a field may hold a fixed value or an expression, as its author likes. */
export function hasModes(field: FormField): boolean {
  return SWITCHED.has(field.kind) && field.literal !== true;
}

/** How a field is edited: an expression shows itself, whatever was chosen; `chosen` decides the rest. */
export function modeOf(field: FormField, value: unknown, chosen: Mode | undefined): Mode {
  if (!hasModes(field)) return 'fixed';
  if (typeof value === 'string' && (hasTemplate(value) || !takesText(field.kind))) return 'expression';
  if (value !== undefined && typeof value !== 'string') return 'fixed';
  return chosen ?? (field.kind === 'value' && value === undefined ? 'expression' : 'fixed');
}

/** A fixed value as the expression that gives it. */
export function asExpression(field: FormField, value: unknown): unknown {
  if (value === undefined || typeof value === 'string') return value;
  if (field.kind === 'toggle' || field.kind === 'number') return `{{ ${String(value)} }}`;
  return `{{ ${JSON.stringify(value)} }}`;
}

/** What is left of an expression when its field becomes fixed: what it gave last, where that fits. */
export function asFixed(field: FormField, value: unknown, given: unknown): unknown {
  if (!hasTemplate(value)) return takesText(field.kind) ? value : undefined;
  return fits(field, given) ? given : undefined;
}

function takesText(kind: FieldKind): boolean {
  return !['number', 'toggle', 'json', 'names', 'keyValue', 'objects', 'group'].includes(kind);
}

function fits(field: FormField, value: unknown): boolean {
  switch (field.kind) {
    case 'number':
      return typeof value === 'number';
    case 'toggle':
      return typeof value === 'boolean';
    case 'choice':
      return field.options.includes(String(value));
    case 'value':
      return value !== undefined;
    case 'names':
      return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
    case 'json':
    case 'keyValue':
      return typeof value === 'object' && value !== null;
    default:
      return typeof value === 'string' && !hasTemplate(value);
  }
}

/** Whether a field can hold text with expressions in the middle of it. */
export function isTextual({ kind }: FormField): boolean {
  return kind === 'text' || kind === 'multiline' || kind === 'url' || kind === 'path' || kind === 'value';
}
