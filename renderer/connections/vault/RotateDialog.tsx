import { useState } from 'react';
import { engine } from '#renderer/api';
import { Button, Dialog, useToasts } from '#renderer/ui';
import { FailureLines } from '../FailureLines.tsx';
import { type Failure, failureOf } from '../state/failure.ts';

/** Makes a new master key and writes every record anew under it. */
export function RotateDialog({ onClose }: { onClose(): void }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const rotate = async () => {
    setBusy(true);
    try {
      await engine.connections.rotate();
      onClose();
      useToasts.getState().show({ state: 'done', text: 'All credentials are kept under a new key' });
    } catch (thrown) {
      setFailure(failureOf(thrown));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title="Change the master key?"
      text="A new key is made and every credential is encrypted anew with it. Your passphrase, if you have one, stays as it is. Use this where somebody may have seen the old key."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={busy} onClick={rotate}>
            Make a new key
          </Button>
        </>
      }
    >
      <FailureLines failure={failure} />
    </Dialog>
  );
}
