import { accessText, type FieldPath, fieldTemplate } from './field-path.ts';
import { rangeAt } from './template.ts';

/**
 * What to write where a field is put into a template at a position: bare inside of
 * `{{ }}`, else with braces around it.
 */
export function insertionAt(text: string, position: number, path: FieldPath): string {
  return rangeAt(text, position) ? accessText(path) : fieldTemplate(path);
}

/** A parameter's text with a field put in at a position (default its end); anything else than text is replaced. */
export function withField(value: unknown, path: FieldPath, position?: number): string {
  if (typeof value !== 'string') return fieldTemplate(path);
  const at = Math.min(position ?? value.length, value.length);
  return value.slice(0, at) + insertionAt(value, at, path) + value.slice(at);
}
