import { useEffect, useState } from 'react';
import { placeholderOf } from '../form-model.ts';
import type { ControlProps } from './control.ts';

/** A number with its unit. What is typed stays as long as it is no number yet. */
export function NumberControl({ field, value, id, describedBy, invalid, onChange }: ControlProps) {
  const [draft, setDraft] = useState<string>();
  const shown = draft ?? (value === undefined ? '' : String(value));
  useEffect(() => {
    setDraft((text) => (text !== undefined && numberOf(text) === value ? text : undefined));
  }, [value]);
  const change = (text: string) => {
    setDraft(text);
    const number = numberOf(text);
    if (text === '' || number !== undefined) onChange(number);
  };
  return (
    <div className="input">
      <input
        id={id}
        inputMode={field.integer ? 'numeric' : 'decimal'}
        value={shown}
        placeholder={placeholderOf(field)}
        aria-describedby={describedBy}
        aria-invalid={invalid || (draft !== undefined && draft !== '' && numberOf(draft) === undefined)}
        onChange={(event) => change(event.target.value)}
        onBlur={() => setDraft(undefined)}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
          if (step === 0) return;
          event.preventDefault();
          const now = typeof value === 'number' ? value : Number(field.default ?? 0);
          setDraft(undefined);
          onChange(Math.min(field.max ?? now + step, Math.max(field.min ?? now + step, now + step)));
        }}
      />
      {field.unit && <span className="input-unit">{field.unit}</span>}
    </div>
  );
}

function numberOf(text: string): number | undefined {
  const number = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}
