import type { FormField } from './form-model.ts';

/** A field that is no parameter of a node type: a setting every node has. */
export function plainField(part: Partial<FormField> & Pick<FormField, 'key' | 'kind' | 'label'>): FormField {
  return {
    required: false,
    default: undefined,
    options: [],
    min: undefined,
    max: undefined,
    integer: false,
    orNumber: false,
    takesName: false,
    fields: [],
    literal: true,
    ...part,
  };
}
