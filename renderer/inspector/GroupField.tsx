import { formatPath } from '#contract/flow';
import { type FormField, ProblemLines } from '#renderer/form';
import type { FieldsComponent } from './fields-component.ts';
import { useInspected } from './inspector-context.ts';
import { problemsAt } from './node-problems.ts';

interface GroupFieldProps {
  field: FormField;
  path: readonly (string | number)[];
  value: unknown;
  Fields: FieldsComponent;
}

/** Parameters that belong together. */
export function GroupField({ field, path, value, Fields }: GroupFieldProps) {
  const values = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const { problems } = useInspected();
  // A group that is not set needs nothing: it begins with the fields that it could not do without.
  const first = value === undefined ? field.fields.filter(({ required }) => required) : [];
  const fields = first.length > 0 ? first.map((inner) => ({ ...inner, required: false })) : field.fields;
  return (
    <fieldset className="param-group" data-param={formatPath(path)}>
      <legend>{field.label}</legend>
      {field.help && <p className="field-hint">{field.help}</p>}
      <ProblemLines problems={problemsAt(problems, path, field.kind)} />
      <Fields fields={fields} path={path} values={values} />
    </fieldset>
  );
}
