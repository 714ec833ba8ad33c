import { type FormEvent, useId, useState } from 'react';
import { engine } from '#renderer/api';
import { Button, Dialog } from '#renderer/ui';
import { FailureLines } from '../FailureLines.tsx';
import { useConnections } from '../state/store.ts';
import { PassphraseFields, passphraseProblem } from './PassphraseFields.tsx';
import type { VaultStep } from './vault-step.ts';

type Keeper = 'keychain' | 'passphrase';

/** Where the key to the secrets is to be kept: asked once, before the first secret is typed. */
export function SetUpVault({ vault, busy, failure, go, onClose }: VaultStep) {
  const form = useId();
  const hasKeychain = vault.state !== 'unavailable';
  const [keeper, setKeeper] = useState<Keeper>(hasKeychain ? 'keychain' : 'passphrase');
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const kept = useConnections((state) => state.entries?.length ?? 0);
  const problem = keeper === 'passphrase' ? passphraseProblem(passphrase, again) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem) return;
    go(() => engine.connections.setUpVault({ keeper, ...(keeper === 'passphrase' ? { passphrase } : {}) }));
  };
  return (
    <Dialog
      title="Where are your secrets to be kept?"
      text="They are encrypted on this machine, never written into flow files, logs or runs, and never shown again."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button look="primary" type="submit" form={form} disabled={busy || problem !== undefined}>
            {keeper === 'keychain' ? 'Use the keychain' : 'Use this passphrase'}
          </Button>
        </>
      }
    >
      <form id={form} className="vault-choice" onSubmit={submit}>
        {kept > 0 && vault.state !== 'open' && (
          <p className="answer answer-warn">
            A new key cannot read what the old one has written: the credentials stay in the list as locked,
            and their secrets have to be entered again.
          </p>
        )}
        {vault.message && (
          <p className="answer answer-warn">
            {vault.message} {vault.hint}
          </p>
        )}
        {hasKeychain && (
          <fieldset className="choices">
            <legend className="sr">Keeper</legend>
            <Choice
              value="keychain"
              chosen={keeper}
              title="In this system’s keychain"
              text="Opens with your login; nothing to remember."
              onChoose={setKeeper}
            />
            <Choice
              value="passphrase"
              chosen={keeper}
              title="With a passphrase"
              text="You are asked for it after each start. For machines without a keychain, or shared ones."
              onChoose={setKeeper}
            />
          </fieldset>
        )}
        {keeper === 'passphrase' && (
          <PassphraseFields
            passphrase={passphrase}
            again={again}
            onPassphrase={setPassphrase}
            onAgain={setAgain}
            hint="Nobody can bring it back for you. Four words that do not belong together are easy to keep."
          />
        )}
        <FailureLines failure={failure} />
      </form>
    </Dialog>
  );
}

interface ChoiceProps {
  value: Keeper;
  chosen: Keeper;
  title: string;
  text: string;
  onChoose(value: Keeper): void;
}

function Choice({ value, chosen, title, text, onChoose }: ChoiceProps) {
  return (
    <label className="choice">
      <input type="radio" name="keeper" checked={chosen === value} onChange={() => onChoose(value)} />
      <span>
        <b>{title}</b>
        <span className="cap">{text}</span>
      </span>
    </label>
  );
}
