import type { ComponentType } from 'react';
import type { FormField } from '#renderer/form';

export interface ParamFieldsProps {
  fields: readonly FormField[];
  /** Where the values stand within the node's parameters. */
  path: readonly (string | number)[];
  values: Readonly<Record<string, unknown>>;
}

/** The form itself, handed to fields that hold a form of their own. */
export type FieldsComponent = ComponentType<ParamFieldsProps>;
