import type { FieldProps, FormProps } from './field-props.ts';
import { type FormField, shownFields } from './form-model.ts';
import { GroupField } from './GroupField.tsx';
import { ObjectsField } from './ObjectsField.tsx';
import { SingleField } from './SingleField.tsx';

/** A form: the fields that apply to the values as they stand. */
export function ParamFields({ fields, path, values }: FormProps) {
  return shownFields(fields, values).map((field: FormField) => (
    <ParamField key={field.key} field={field} path={[...path, field.key]} value={values[field.key]} />
  ));
}

/** A parameter: one value, a group of them, or a list of groups. Those draw their inside with this form again. */
function ParamField(props: FieldProps) {
  if (props.field.kind === 'group') return <GroupField {...props} Form={ParamFields} />;
  if (props.field.kind === 'objects' && typeof props.value !== 'string') {
    return <ObjectsField {...props} Form={ParamFields} />;
  }
  return <SingleField {...props} />;
}
