import type { FormField } from './form-model.ts';
import { GroupField } from './GroupField.tsx';
import { ObjectsField } from './ObjectsField.tsx';
import { SingleField } from './SingleField.tsx';

interface ParamFieldProps {
  field: FormField;
  path: readonly (string | number)[];
  value: unknown;
}

/** A parameter: one value, a group of them, or a list of groups. */
export function ParamField(props: ParamFieldProps) {
  if (props.field.kind === 'group') return <GroupField {...props} />;
  if (props.field.kind === 'objects' && typeof props.value !== 'string') return <ObjectsField {...props} />;
  return <SingleField {...props} />;
}
