import { Eye, EyeOff } from 'lucide-react';
import { useId, useState } from 'react';
import type { FormField } from '#renderer/form';
import { Button, IconButton } from '#renderer/ui';

interface SecretFieldProps {
  field: FormField;
  value: unknown;
  /** The vault has a value for it. */
  filled: boolean;
  error: string | undefined;
  onChange(value: unknown): void;
}

/** A secret: typed in, then only dots, which can be replaced but never read. */
export function SecretField({ field, value, filled, error, onChange }: SecretFieldProps) {
  const id = useId();
  const about = `${id}-about`;
  const [replacing, setReplacing] = useState(false);
  const text = typeof value === 'string' ? value : undefined;
  const removed = filled && text === '' && !replacing;
  const keeps = filled && text === undefined && !replacing;
  const stop = () => {
    setReplacing(false);
    onChange(undefined);
  };
  return (
    <div className={error ? 'param has-error' : 'param'} data-param={field.key}>
      <div className="field-label">
        <label htmlFor={id}>{field.label}</label>
        {!field.required && <span className="cap">optional</span>}
        <span className="grow" />
        {filled && !keeps && (
          <button type="button" className="link" onClick={stop}>
            Keep the old one
          </button>
        )}
      </div>
      {keeps || removed ? (
        <div className="input secret-kept">
          <input
            id={id}
            readOnly
            value={removed ? 'Removed when you save' : '••••••••••••'}
            aria-describedby={about}
          />
          {keeps && !field.required && (
            <Button small look="bare" onClick={() => onChange('')} aria-label={`Remove ${field.label}`}>
              Remove
            </Button>
          )}
          <Button
            small
            look="bare"
            onClick={() => {
              setReplacing(true);
              onChange(undefined);
            }}
            aria-label={`Replace ${field.label}`}
          >
            Replace
          </Button>
        </div>
      ) : (
        <SecretInput
          id={id}
          lines={field.kind === 'multiline'}
          label={field.label}
          text={text ?? ''}
          placeholder={field.placeholder}
          fresh={replacing}
          describedBy={about}
          invalid={error !== undefined}
          onChange={(next) => onChange(next === '' ? undefined : next)}
        />
      )}
      <div id={about} className={error ? 'field-error' : 'field-hint'}>
        {error ?? (keeps ? 'Kept; nobody can read it back.' : field.help)}
      </div>
    </div>
  );
}

interface SecretInputProps {
  id: string;
  lines: boolean;
  label: string;
  text: string;
  placeholder: string | undefined;
  fresh: boolean;
  describedBy: string;
  invalid: boolean;
  onChange(text: string): void;
}

function SecretInput(props: SecretInputProps) {
  const { id, lines, label, text, placeholder, fresh, describedBy, invalid, onChange } = props;
  const [shown, setShown] = useState(false);
  const shared = {
    id,
    value: text,
    placeholder,
    spellCheck: false,
    autoFocus: fresh,
    'aria-describedby': describedBy,
    'aria-invalid': invalid,
  };
  // Keys and certificates of several lines are pasted: one has to see where they begin and end.
  if (lines) {
    return (
      <textarea
        {...shared}
        className="input mono"
        rows={4}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return (
    <div className="input">
      <input
        {...shared}
        type={shown ? 'text' : 'password'}
        className="mono"
        autoComplete="new-password"
        onChange={(event) => onChange(event.target.value)}
      />
      <IconButton
        small
        name={shown ? `Hide ${label}` : `Show ${label}`}
        icon={shown ? <EyeOff size={14} aria-hidden /> : <Eye size={14} aria-hidden />}
        onClick={() => setShown(!shown)}
      />
    </div>
  );
}
