import { PassphraseField } from './PassphraseField.tsx';

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
      <PassphraseField
        label="Passphrase"
        value={passphrase}
        autoComplete="new-password"
        hint={hint}
        error={isShort ? problem : undefined}
        onChange={onPassphrase}
      />
      <PassphraseField
        label="Once more"
        value={again}
        autoComplete="new-password"
        error={again !== '' && !isShort ? problem : undefined}
        onChange={onAgain}
      />
    </>
  );
}
