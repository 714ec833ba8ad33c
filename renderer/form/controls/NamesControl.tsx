import { X } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { aimAt, dottedPath } from '#renderer/expression';
import { placeholderOf } from '../form-model.ts';
import type { ControlProps } from './control.ts';
import { FieldNames } from './TextControl.tsx';

/** A list of names as chips: Enter or a comma adds one, Backspace takes the last one away. */
export function NamesControl({ field, value, id, describedBy, invalid, onChange }: ControlProps) {
  const names = Array.isArray(value) ? value.map(String) : [];
  const [draft, setDraft] = useState('');
  const list = useId();
  const set = (next: readonly string[]) => onChange(next.length > 0 ? next : undefined);
  const add = (text: string) => {
    const fresh = text
      .split(/[,\n]/)
      .map((name) => name.trim())
      .filter((name) => name !== '' && !names.includes(name));
    if (fresh.length > 0) set([...names, ...fresh]);
    setDraft('');
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if ((event.key === 'Enter' || event.key === ',') && draft.trim() !== '') {
      event.preventDefault();
      add(draft);
    } else if (event.key === 'Backspace' && draft === '') set(names.slice(0, -1));
  };
  return (
    <div className="input chips">
      {names.map((name) => (
        <span key={name} className="tag mono">
          {name}
          <button
            type="button"
            className="chip-remove"
            aria-label={`Remove ${name}`}
            onClick={() => set(names.filter((other) => other !== name))}
          >
            <X size={11} aria-hidden />
          </button>
        </span>
      ))}
      <input
        id={id}
        className="mono"
        list={list}
        value={draft}
        placeholder={names.length === 0 ? placeholderOf(field) || 'Add a name' : ''}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={press}
        onBlur={() => add(draft)}
        onFocus={() => aimAt({ label: field.label, insert: (path) => set([...names, dottedPath(path)]) })}
      />
      <FieldNames id={list} />
    </div>
  );
}
