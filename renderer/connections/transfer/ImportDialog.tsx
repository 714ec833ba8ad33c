import { type FormEvent, useId, useState } from 'react';
import { engine } from '#renderer/api';
import { Button, Dialog, Field, plural, useToasts } from '#renderer/ui';
import { FailureLines } from '../FailureLines.tsx';
import { vaultOpened } from '../state/asks.ts';
import { refreshConnections } from '../state/connections.ts';
import { type Failure, failureOf } from '../state/failure.ts';
import { PassphraseField } from '../vault/PassphraseField.tsx';

/** Takes in credentials from an encrypted file; nothing is overwritten. */
export function ImportDialog({ onClose }: { onClose(): void }) {
  const form = useId();
  const [file, setFile] = useState<File>();
  const [passphrase, setPassphrase] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!file || passphrase === '' || !(await vaultOpened())) return;
    setBusy(true);
    setFailure(undefined);
    try {
      const { imported } = await engine.connections.importAll({ data: await file.text(), passphrase });
      useToasts.getState().show({ state: 'done', text: `${plural(imported.length, 'credential')} imported` });
      onClose();
      await refreshConnections();
    } catch (thrown) {
      setFailure(failureOf(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title="Import credentials"
      text="From a file that Flowbench exported on another machine."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={form} disabled={busy || !file || passphrase === ''}>
            Import
          </Button>
        </>
      }
    >
      <form id={form} className="credential-form" onSubmit={submit}>
        <Field label="File">
          {(ids) => (
            <input
              {...ids}
              type="file"
              className="file-choice"
              onChange={(event) => setFile(event.target.files?.[0])}
            />
          )}
        </Field>
        <PassphraseField
          label="Passphrase of the file"
          value={passphrase}
          autoComplete="off"
          onChange={setPassphrase}
        />
        <FailureLines failure={failure} />
      </form>
    </Dialog>
  );
}
