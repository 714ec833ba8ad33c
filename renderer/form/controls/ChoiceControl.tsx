import { Select } from '#renderer/ui';
import { titleOf } from '../form-model.ts';
import type { ControlProps } from './control.ts';

/** One of a few. The default stands in the list as such; choosing it unsets the parameter. */
export function ChoiceControl({ field, value, id, onChange }: ControlProps) {
  const unset = field.default === undefined;
  const current = value === undefined ? String(field.default ?? '') : String(value);
  const known = current === '' || field.options.includes(current);
  const options = [
    ...(unset ? [{ value: NONE, label: field.required ? 'Choose…' : 'Not set' }] : []),
    ...field.options.map((option) => ({ value: option, label: optionLabel(option) })),
    ...(known ? [] : [{ value: current, label: `${current} (unknown)` }]),
  ];
  return (
    <Select
      id={id}
      value={current === '' ? NONE : current}
      options={options}
      onChange={(next) => onChange(next === NONE || next === field.default ? undefined : next)}
    />
  );
}

/** Radix keeps the empty text for itself. */
const NONE = '\u0000';

/** Short forms that people know by other spellings. */
const WORDS: Readonly<Record<string, string>> = {
  json: 'JSON',
  jwt: 'JWT',
  hmac: 'HMAC',
  lf: 'LF',
  crlf: 'CR LF',
  asc: 'Ascending',
  desc: 'Descending',
};

/** `pageNumber` as `Page number`; `GET` and `utf-8` as they are. */
function optionLabel(option: string): string {
  return WORDS[option] ?? (/^[a-z]+([A-Z][a-z]+)*$/.test(option) ? titleOf(option) : option);
}
