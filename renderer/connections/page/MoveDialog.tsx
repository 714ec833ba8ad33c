import { useState } from 'react';
import type { CredentialEntry } from '#contract/connection';
import { engine } from '#renderer/api';
import { Button, Dialog, Field, plural, Select, useToasts } from '#renderer/ui';
import { FailureLines } from '../FailureLines.tsx';
import { keyOfUse } from '../model/slots.ts';
import { addCredential } from '../state/asks.ts';
import { refreshConnections } from '../state/connections.ts';
import { type Failure, failureOf } from '../state/failure.ts';
import { useConnections } from '../state/store.ts';

/** Binds slots that one credential fills to another, any number at once. */
export function MoveDialog({ entry, onClose }: { entry: CredentialEntry; onClose(): void }) {
  const others = useConnections((state) => state.entries)?.filter(
    ({ id, type }) => id !== entry.id && type === entry.type,
  );
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(entry.usedBy.map(keyOfUse)));
  const [to, setTo] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const target = others?.find(({ id }) => id === to) ?? others?.[0];
  const uses = entry.usedBy.filter((use) => chosen.has(keyOfUse(use)));
  const move = async () => {
    if (!target) return;
    try {
      const bindings = uses.map(({ flow, slot }) => ({ flow, slot, credential: target.id }));
      const { bound } = await engine.connections.bindSlots({ bindings });
      onClose();
      useToasts.getState().show({ state: 'done', text: `${plural(bound, 'slot')} moved to ${target.name}` });
      await refreshConnections();
    } catch (thrown) {
      setFailure(failureOf(thrown));
    }
  };
  const toggle = (key: string) => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    setChosen(next);
  };
  return (
    <Dialog
      title={`Move slots away from ${entry.name}`}
      text="Their flows sign in with the other credential from their next step on."
      onClose={onClose}
      actions={
        <>
          <Button look="bare" onClick={() => addCredential({ types: [entry.type] }, ({ id }) => setTo(id))}>
            Add new…
          </Button>
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={!target || uses.length === 0} onClick={move}>
            Move {plural(uses.length, 'slot')}
          </Button>
        </>
      }
    >
      <fieldset className="use-choice">
        <legend className="sr">Slots</legend>
        {entry.usedBy.map((use) => (
          <label key={keyOfUse(use)}>
            <input
              type="checkbox"
              checked={chosen.has(keyOfUse(use))}
              onChange={() => toggle(keyOfUse(use))}
            />
            <span className="cut">{use.name}</span>
            <span className="cap">
              slot <span className="mono">{use.slot}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {target ? (
        <Field label="To">
          {(ids) => (
            <Select
              id={ids.id}
              value={target.id}
              options={(others ?? []).map(({ id, name, hosts }) => ({
                value: id,
                label: hosts.length > 0 ? `${name} · ${hosts.join(', ')}` : name,
              }))}
              onChange={setTo}
            />
          )}
        </Field>
      ) : (
        <p className="cap">There is no other credential of this type yet.</p>
      )}
      <FailureLines failure={failure} />
    </Dialog>
  );
}
