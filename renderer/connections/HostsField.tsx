import { useId } from 'react';
import { FixedControl, plainField } from '#renderer/form';
import { hostFrom } from './model/hosts.ts';

interface HostsFieldProps {
  hosts: readonly string[];
  error?: string | undefined;
  hint?: string;
  onChange(hosts: readonly string[]): void;
}

const FIELD = plainField({
  key: 'hosts',
  kind: 'names',
  label: 'Use only with these hosts',
  placeholder: 'api.example.com',
});

/** Hosts as chips: a pasted address is cut down to its host. */
export function HostsField({ hosts, error, hint, onChange }: HostsFieldProps) {
  const id = useId();
  const about = `${id}-about`;
  return (
    <div className={error ? 'param has-error' : 'param'} data-param="hosts">
      <div className="field-label">
        <label htmlFor={id}>{FIELD.label}</label>
        <span className="grow" />
        <span className="cap">anything else is refused</span>
      </div>
      <FixedControl
        field={FIELD}
        value={hosts}
        id={id}
        describedBy={about}
        invalid={error !== undefined}
        onChange={(value) => {
          const names = Array.isArray(value) ? value.map(String) : [];
          onChange([...new Set(names.map((name) => hostFrom(name) ?? name))]);
        }}
      />
      <div id={about} className={error ? 'field-error' : 'field-hint'}>
        {error ?? hint ?? '*.example.com allows what is below example.com.'}
      </div>
    </div>
  );
}
