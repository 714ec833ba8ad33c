import { Field } from '#renderer/ui';

const SHORTEST = 8;

/** Why two fields do not make a passphrase yet. */
export function passphraseProblem(passphrase: string, again: string): string | undefined {
  if ([...passphrase].length < SHORTEST) return `At least ${SHORTEST} characters.`;
  return passphrase === again ? undefined : 'The two are not the same.';
}

interface PassphraseFieldsProps {
  passphrase: string;
  again: string;
  hint: string;
  onPassphrase(text: string): void;
  onAgain(text: string): void;
}

/** A new passphrase, twice: nobody sees what is typed. */
export function PassphraseFields(props: PassphraseFieldsProps) {
  const { passphrase, again, hint, onPassphrase, onAgain } = props;
  const problem = passphraseProblem(passphrase, again);
  const isShort = passphrase !== '' && [...passphrase].length < SHORTEST;
  return (
    <>
      <Field label="Passphrase" hint={hint} error={isShort ? problem : undefined}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            type="password"
            autoComplete="new-password"
            value={passphrase}
            onChange={(event) => onPassphrase(event.target.value)}
          />
        )}
      </Field>
      <Field label="Once more" error={again !== '' && !isShort ? problem : undefined}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            type="password"
            autoComplete="new-password"
            value={again}
            onChange={(event) => onAgain(event.target.value)}
          />
        )}
      </Field>
    </>
  );
}
