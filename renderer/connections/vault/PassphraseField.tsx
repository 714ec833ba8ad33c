import { Field } from '#renderer/ui';

interface PassphraseFieldProps {
  label: string;
  value: string;
  /** What a password manager may do: offer one, make one, or nothing. */
  autoComplete: 'current-password' | 'new-password' | 'off';
  hint?: string;
  error?: string | undefined;
  onChange(text: string): void;
}

/** A passphrase, typed unseen. */
export function PassphraseField(props: PassphraseFieldProps) {
  const { label, value, autoComplete, hint, error, onChange } = props;
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <input
          {...ids}
          className="input"
          type="password"
          autoComplete={autoComplete}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
