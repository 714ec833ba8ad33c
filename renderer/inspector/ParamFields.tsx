import { type FormField, shownFields } from '#renderer/form';
import type { ParamFieldsProps } from './fields-component.ts';
import { GroupField } from './GroupField.tsx';
import { ObjectsField } from './ObjectsField.tsx';
import { SingleField } from './SingleField.tsx';

/** A form: the fields that apply to the values as they stand. */
export function ParamFields({ fields, path, values }: ParamFieldsProps) {
  return shownFields(fields, values).map((field) => (
    <ParamField key={field.key} field={field} path={[...path, field.key]} value={values[field.key]} />
  ));
}

interface ParamFieldProps {
  field: FormField;
  path: readonly (string | number)[];
  value: unknown;
}

/** A parameter: one value, a group of them, or a list of groups. */
function ParamField(props: ParamFieldProps) {
  const { field, value } = props;
  if (field.kind === 'group') return <GroupField {...props} Fields={ParamFields} />;
  if (field.kind === 'objects' && typeof value !== 'string') {
    return <ObjectsField {...props} Fields={ParamFields} />;
  }
  return <SingleField {...props} />;
}
