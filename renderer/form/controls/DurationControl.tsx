import { useState } from 'react';
import { Select } from '#renderer/ui';
import { placeholderOf } from '../form-model.ts';
import type { ControlProps } from './control.ts';

const UNITS = [
  { value: 'ms', label: 'ms' },
  { value: 's', label: 's' },
  { value: 'm', label: 'min' },
  { value: 'h', label: 'h' },
  { value: 'd', label: 'days' },
] as const;
type Unit = (typeof UNITS)[number]['value'];

/** A length of time: a number and its unit, written as `15m`. */
export function DurationControl({ field, value, id, describedBy, invalid, onChange }: ControlProps) {
  const parts = partsOf(typeof value === 'string' ? value : '');
  const example = partsOf(placeholderOf(field));
  const [unit, setUnit] = useState<Unit>(parts?.unit ?? example?.unit ?? 's');
  const shownUnit = parts?.unit ?? unit;
  // What was typed, as long as the value is what came of it.
  const [draft, setDraft] = useState<{ text: string; of: unknown }>();
  const raw = typeof value === 'string' && !parts ? value : undefined;
  const change = (text: string) => {
    const next = /^\d+(\.\d+)?$/.test(text) ? `${text}${shownUnit}` : partsOf(text) ? text : undefined;
    const taken = text === '' || next !== undefined;
    setDraft({ text, of: taken ? next : value });
    if (taken) onChange(next);
  };
  return (
    <div className="duration">
      <input
        id={id}
        className="input"
        inputMode="decimal"
        value={draft?.of === value && draft ? draft.text : (raw ?? parts?.count ?? '')}
        placeholder={example?.count ?? ''}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        onChange={(event) => change(event.target.value.trim())}
      />
      <Select
        name={`Unit of ${field.label}`}
        value={shownUnit}
        options={UNITS}
        onChange={(next) => {
          setUnit(next);
          if (parts) onChange(`${parts.count}${next}`);
        }}
      />
    </div>
  );
}

function partsOf(text: string): { count: string; unit: Unit } | undefined {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  return found ? { count: found[1] ?? '', unit: found[2] as Unit } : undefined;
}
