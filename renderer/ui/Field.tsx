import { type ReactNode, useId } from 'react';

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** At the right of the label: a switch between fixed and expression. */
  aside?: ReactNode;
  /** Gets the ids that tie the control to its label and its error. */
  children(ids: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean }): ReactNode;
}

/** A labelled control: label above, hint and error below. */
export function Field({ label, hint, error, aside, children }: FieldProps) {
  const id = useId();
  const about = `${id}-about`;
  const described = error || hint ? about : undefined;
  return (
    <div className="field">
      <div className="field-label">
        <label htmlFor={id}>{label}</label>
        {aside && <span style={{ marginLeft: 'auto' }}>{aside}</span>}
      </div>
      {children({ id, 'aria-describedby': described, 'aria-invalid': Boolean(error) })}
      {error ? (
        <div id={about} className="field-error">
          {error}
        </div>
      ) : (
        hint && (
          <div id={about} className="field-hint">
            {hint}
          </div>
        )
      )}
    </div>
  );
}
