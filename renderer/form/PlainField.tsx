import { useId } from 'react';
import type { Problem } from '#contract/flow';
import { FixedControl } from './controls/FixedControl.tsx';
import type { FormField } from './form-model.ts';
import { ProblemLines } from './ProblemLines.tsx';
import './form.css';

interface PlainFieldProps {
  field: FormField;
  value: unknown;
  problems?: readonly Problem[];
  onChange(value: unknown): void;
}

/** A setting with its label: fixed values only. */
export function PlainField({ field, value, problems = [], onChange }: PlainFieldProps) {
  const id = useId();
  const about = `${id}-about`;
  const said = field.help !== undefined || problems.length > 0;
  return (
    <div className="param" data-param={field.key}>
      <div className="field-label">
        <label htmlFor={id}>{field.label}</label>
        {field.kind === 'toggle' && <span className="grow" />}
        {field.kind === 'toggle' && (
          <FixedControl
            field={field}
            value={value}
            id={id}
            describedBy={about}
            invalid={false}
            onChange={onChange}
          />
        )}
      </div>
      {field.kind !== 'toggle' && (
        <FixedControl
          field={field}
          value={value}
          id={id}
          describedBy={said ? about : undefined}
          invalid={problems.length > 0}
          onChange={onChange}
        />
      )}
      {said && (
        <div id={about}>
          <ProblemLines problems={problems} />
          {problems.length === 0 && <div className="field-hint">{field.help}</div>}
        </div>
      )}
    </div>
  );
}
