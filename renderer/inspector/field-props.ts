import type { ComponentType } from 'react';
import type { FormField } from './form-model.ts';

/** One parameter in a form. */
export interface FieldProps {
  field: FormField;
  path: readonly (string | number)[];
  value: unknown;
}

/** A form of several parameters. */
export interface FormProps {
  fields: readonly FormField[];
  /** Where the values stand within the node's parameters. */
  path: readonly (string | number)[];
  values: Readonly<Record<string, unknown>>;
}

/** A parameter that holds others, and what draws them. */
export interface NestedProps extends FieldProps {
  Form: ComponentType<FormProps>;
}
