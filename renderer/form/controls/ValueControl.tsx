import { Select } from '#renderer/ui';
import type { FormField } from '../form-model.ts';
import type { ControlProps } from './control.ts';
import { JsonControl } from './JsonControl.tsx';
import { NumberControl } from './NumberControl.tsx';
import { TextControl } from './TextControl.tsx';
import { ToggleControl } from './ToggleControl.tsx';

type Type = 'text' | 'number' | 'toggle' | 'json' | 'null';

const TYPES: readonly { value: Type; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'toggle', label: 'Yes or no' },
  { value: 'json', label: 'JSON' },
  { value: 'null', label: 'Empty (null)' },
];

const FRESH: Readonly<Record<Type, unknown>> = { text: '', number: 0, toggle: true, json: {}, null: null };

/** Any fixed value: first what kind of value, then the value. */
export function ValueControl(props: ControlProps) {
  const { field, value, onChange } = props;
  const type = typeOf(value);
  const inner: FormField = { ...field, kind: 'text' };
  return (
    <div className={type === 'json' ? 'typed-value typed-lines' : 'typed-value'}>
      <Select
        name={`Type of ${field.label}`}
        value={type}
        options={TYPES}
        onChange={(next) => onChange(convert(value, next))}
      />
      {type === 'text' && <TextControl {...props} field={inner} />}
      {type === 'number' && <NumberControl {...props} field={{ ...inner, kind: 'number' }} />}
      {type === 'toggle' && (
        <span className="row">
          <ToggleControl
            {...props}
            field={{ ...inner, default: undefined }}
            onChange={(next) => onChange(next === true)}
          />
          {value === true ? 'true' : 'false'}
        </span>
      )}
      {type === 'json' && <JsonControl {...props} field={{ ...inner, placeholder: '{ }' }} />}
      {type === 'null' && <span className="dim">no value</span>}
    </div>
  );
}

function typeOf(value: unknown): Type {
  if (value === null) return 'null';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'toggle';
  return typeof value === 'object' ? 'json' : 'text';
}

function convert(value: unknown, type: Type): unknown {
  if (type === 'text') return value === undefined || value === null ? '' : textOf(value);
  if (type === 'number') return Number.isFinite(Number(value)) ? Number(value) : 0;
  if (type === 'toggle') return value === 'true' || value === true;
  return FRESH[type];
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
