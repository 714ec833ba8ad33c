import { type FormEvent, useId, useState } from 'react';
import { engine } from '#renderer/api';
import { Button, Dialog } from '#renderer/ui';
import { FailureLines } from '../FailureLines.tsx';
import { PassphraseField } from './PassphraseField.tsx';
import type { VaultStep } from './vault-step.ts';

/** A vault that is there but closed: the passphrase, or the keychain once more. */
export function UnlockVault({ vault, busy, failure, go, onClose, onSetUp }: VaultStep & { onSetUp(): void }) {
  const form = useId();
  const [passphrase, setPassphrase] = useState('');
  const asks = vault.keeper === 'passphrase';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go(() => engine.connections.unlock(asks ? { passphrase } : {}));
  };
  const lost = vault.state === 'keyLost';
  return (
    <Dialog
      title={lost ? 'The key to your credentials is gone' : 'Unlock your credentials'}
      text={[vault.message, vault.hint].filter(Boolean).join(' ')}
      onClose={onClose}
      actions={
        <>
          {vault.state !== 'locked' && (
            <Button look="bare" onClick={onSetUp}>
              Set up a new key…
            </Button>
          )}
          <span className="grow" />
          <Button onClick={onClose}>Not now</Button>
          <Button look="primary" type="submit" form={form} disabled={busy || (asks && passphrase === '')}>
            {asks ? 'Unlock' : 'Look in the keychain again'}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        {asks && (
          <PassphraseField
            label="Passphrase"
            value={passphrase}
            autoComplete="current-password"
            onChange={setPassphrase}
          />
        )}
        <FailureLines failure={failure} />
      </form>
    </Dialog>
  );
}
