import { useState } from 'react';
import type { CredentialEntry } from '#contract/connection';
import { engine } from '#renderer/api';
import { Button, Dialog } from '#renderer/ui';
import { FailureLines } from '../FailureLines.tsx';
import { keyOfUse } from '../model/slots.ts';
import { refreshConnections } from '../state/connections.ts';
import { type Failure, failureOf } from '../state/failure.ts';

/** Asks before a credential goes, naming the flows that would lose it. */
export function RemoveDialog({ entry, onClose }: { entry: CredentialEntry; onClose(): void }) {
  const [failure, setFailure] = useState<Failure>();
  const remove = async () => {
    try {
      await engine.connections.remove({ id: entry.id });
      onClose();
      await refreshConnections();
    } catch (thrown) {
      setFailure(failureOf(thrown));
    }
  };
  return (
    <Dialog
      title={`Remove ${entry.name}?`}
      text={
        entry.usedBy.length === 0
          ? 'No flow uses it. Its secrets are gone for good.'
          : 'Its secrets are gone for good, and these flows stop where they need it:'
      }
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" onClick={remove}>
            Remove the credential
          </Button>
        </>
      }
    >
      {entry.usedBy.length > 0 && (
        <ul className="uses">
          {entry.usedBy.map((use) => (
            <li key={keyOfUse(use)}>
              <span className="cut">{use.name}</span>
              <span className="cap">
                slot <span className="mono">{use.slot}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <FailureLines failure={failure} />
    </Dialog>
  );
}
