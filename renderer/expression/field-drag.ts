import type { FieldPath } from './field-path.ts';
import { fieldTemplate } from './field-path.ts';

const FIELD = 'application/x-flowbench-field';

/** Starts dragging a field of the data; elsewhere it is dropped as an expression's text. */
export function dragField(data: DataTransfer, path: FieldPath): void {
  data.setData(FIELD, JSON.stringify(path));
  data.setData('text/plain', fieldTemplate(path));
  data.effectAllowed = 'copy';
}

/** Whether a field is being dragged; its path can be read only when it is dropped. */
export function isFieldDrag(data: DataTransfer | null): boolean {
  return data?.types.includes(FIELD) ?? false;
}

/** The field that was dropped. */
export function droppedField(data: DataTransfer | null): FieldPath | undefined {
  const text = data?.getData(FIELD);
  if (!text) return undefined;
  const path: unknown = JSON.parse(text);
  const fits = Array.isArray(path) && path.every((key) => typeof key === 'string' || typeof key === 'number');
  return fits ? path : undefined;
}
