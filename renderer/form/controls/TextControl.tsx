import { type ChangeEvent, useId, useRef } from 'react';
import { aimAt, dottedPath, type FieldPath, useScene, withField } from '#renderer/expression';
import { useWorkspace } from '#renderer/workspace';
import { placeholderOf } from '../form-model.ts';
import type { ControlProps } from './control.ts';

/** One line of text, or several. Empty means not set. */
export function TextControl({ field, value, id, describedBy, invalid, onChange }: ControlProps) {
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const names = useId();
  const text = value === undefined ? '' : String(value);
  const change = (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
    onChange(textValue(event.target.value, field.orNumber));
  const insert = (path: FieldPath) => {
    const at = input.current?.selectionStart ?? text.length;
    onChange(field.takesName ? dottedPath(path) : withField(text, path, at));
  };
  const props = {
    id,
    value: text,
    placeholder: placeholderOf(field),
    spellCheck: false,
    'aria-describedby': describedBy,
    'aria-invalid': invalid,
    onChange: change,
    onFocus: () => aimAt({ label: field.label, insert }),
  };
  if (field.kind === 'multiline' || text.includes('\n')) {
    return <textarea {...props} ref={input} className="input" rows={3} />;
  }
  const mono = field.kind === 'path' || field.kind === 'url' || field.kind === 'cron' || field.takesName;
  const listed = field.takesName || field.kind === 'flow';
  return (
    <>
      <input
        {...props}
        ref={input}
        className={mono ? 'input mono' : 'input'}
        {...(listed ? { list: names } : {})}
      />
      {field.takesName && <FieldNames id={names} />}
      {field.kind === 'flow' && <FlowPaths id={names} />}
    </>
  );
}

/** Digits of a field that takes texts and numbers are a number; nothing is undefined. */
function textValue(text: string, orNumber: boolean): unknown {
  if (text === '') return undefined;
  return orNumber && /^\d+$/.test(text) ? Number(text) : text;
}

/** The names of the fields that came in, for the browser's own completion. */
export function FieldNames({ id }: { id: string }) {
  const fields = useScene()?.fields ?? [];
  return (
    <datalist id={id}>
      {fields.map(({ path }) => (
        <option key={dottedPath(path)} value={dottedPath(path)} />
      ))}
    </datalist>
  );
}

function FlowPaths({ id }: { id: string }) {
  const flows = useWorkspace((state) => state.flows);
  return (
    <datalist id={id}>
      {flows.map(({ path, name }) => (
        <option key={path} value={path}>
          {name}
        </option>
      ))}
    </datalist>
  );
}
