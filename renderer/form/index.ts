export type { ControlProps } from './controls/control.ts';
export { FixedControl } from './controls/FixedControl.tsx';
export { moved } from './entries.ts';
export { type FieldKind, type FormField, formOf, shownFields } from './form-model.ts';
export { PlainField } from './PlainField.tsx';
export { ProblemLines } from './ProblemLines.tsx';
export { plainField } from './plain-field.ts';
