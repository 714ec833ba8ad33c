import { type FormField, shownFields } from './form-model.ts';
import { ParamField } from './ParamField.tsx';

interface ParamFieldsProps {
  fields: readonly FormField[];
  /** Where the values stand within the node's parameters. */
  path: readonly (string | number)[];
  values: Readonly<Record<string, unknown>>;
}

/** A form: the fields that apply to the values as they stand. */
export function ParamFields({ fields, path, values }: ParamFieldsProps) {
  return shownFields(fields, values).map((field) => (
    <ParamField key={field.key} field={field} path={[...path, field.key]} value={values[field.key]} />
  ));
}
