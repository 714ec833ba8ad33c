import { type FormEvent, useId, useState } from 'react';
import { engine } from '#renderer/api';
import { Button, Dialog, download, plural } from '#renderer/ui';
import { FailureLines } from '../FailureLines.tsx';
import { type Failure, failureOf } from '../state/failure.ts';
import { useConnections } from '../state/store.ts';
import { PassphraseFields, passphraseProblem } from '../vault/PassphraseFields.tsx';

/** Gives credentials out as one encrypted file. */
export function ExportDialog({ onClose }: { onClose(): void }) {
  const form = useId();
  const entries = useConnections((state) => state.entries) ?? [];
  const usable = entries.filter(({ health }) => health !== 'locked');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(usable.map(({ id }) => id)));
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const ids = usable.map(({ id }) => id).filter((id) => chosen.has(id));
  const blocked = busy || ids.length === 0 || passphraseProblem(passphrase, again) !== undefined;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (blocked) return;
    setBusy(true);
    try {
      const { data } = await engine.connections.exportAll({ ids, passphrase });
      download('credentials.flowbench-credentials', new Blob([data], { type: 'application/octet-stream' }));
      onClose();
    } catch (thrown) {
      setFailure(failureOf(thrown));
      setBusy(false);
    }
  };
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <Dialog
      title="Export credentials"
      text="One file with their secrets, encrypted. Whoever has the file and the passphrase has the secrets."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={form} disabled={blocked}>
            Export {plural(ids.length, 'credential')}
          </Button>
        </>
      }
    >
      <form id={form} className="credential-form" onSubmit={submit}>
        <fieldset className="use-choice">
          <legend className="sr">Credentials</legend>
          {usable.map(({ id, name, hosts }) => (
            <label key={id}>
              <input type="checkbox" checked={chosen.has(id)} onChange={() => toggle(id)} />
              <span className="cut">{name}</span>
              <span className="cap mono cut">{hosts.join(', ')}</span>
            </label>
          ))}
        </fieldset>
        <PassphraseFields
          passphrase={passphrase}
          again={again}
          onPassphrase={setPassphrase}
          onAgain={setAgain}
          hint="Tell it to the other side on another way than the file."
        />
        <FailureLines failure={failure} />
      </form>
    </Dialog>
  );
}
