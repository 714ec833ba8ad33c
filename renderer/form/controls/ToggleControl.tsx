import type { ControlProps } from './control.ts';

/** On or off. Back at its default it is unset. */
export function ToggleControl({ field, value, id, describedBy, onChange }: ControlProps) {
  const on = value === undefined ? field.default === true : value === true;
  return (
    <button
      type="button"
      role="switch"
      id={id}
      className="switch"
      aria-checked={on}
      aria-label={field.label}
      aria-describedby={describedBy}
      onClick={() => onChange(!on === field.default ? undefined : !on)}
    />
  );
}
