import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { BoundSlot } from '#contract/connection';
import { nameOf, useFlow } from '#renderer/document';
import { Button, Dialog, plural, Select } from '#renderer/ui';
import { CredentialTile, useTypeTitle } from '../CredentialTile.tsx';
import { HealthMark } from '../HealthMark.tsx';
import { hostsNotAllowed } from '../model/hosts.ts';
import { unboundSlots } from '../model/slots.ts';
import { addCredential, useAsks } from '../state/asks.ts';
import { bindSlots } from '../state/bind-slots.ts';
import { useSlots } from '../state/slots.ts';
import { useConnections } from '../state/store.ts';

/** Asks what fills the empty slots of a flow that was opened or imported; nothing is bound until confirmed. */
export function BindDialog() {
  const path = useAsks((state) => state.bind);
  return path === undefined ? null : <BindQuestion key={path} path={path} />;
}

const LATER = '\u0000';

function BindQuestion({ path }: { path: string }) {
  const flow = useFlow(path);
  const slots = useSlots(path);
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const close = () => useAsks.setState({ bind: undefined });
  if (!flow || !slots) return null;
  const empty = unboundSlots(slots);
  if (empty.length === 0) return null;
  const choiceOf = (slot: BoundSlot) => chosen[slot.slot] ?? slot.suggestions[0] ?? LATER;
  const bindings = empty.map((slot) => [slot.slot, choiceOf(slot)] as const).filter(([, id]) => id !== LATER);
  const bind = async () => {
    if (await bindSlots(path, Object.fromEntries(bindings))) close();
  };
  return (
    <Dialog
      wide
      title={`${flow.name} signs in to ${plural(empty.length, 'service')}`}
      text="A flow file names connection slots, never secrets. Choose what fills them on this machine; you can change it at the node at any time."
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Not now</Button>
          <Button look="primary" disabled={bindings.length === 0} onClick={bind}>
            Bind {plural(bindings.length, 'slot')}
          </Button>
        </>
      }
    >
      <ul className="slot-questions">
        {empty.map((slot) => (
          <SlotQuestion
            key={slot.slot}
            slot={slot}
            nodes={slot.nodes.map((id) => nameOf(flow, id))}
            choice={choiceOf(slot)}
            onChoose={(id) => setChosen((now) => ({ ...now, [slot.slot]: id }))}
          />
        ))}
      </ul>
    </Dialog>
  );
}

interface SlotQuestionProps {
  slot: BoundSlot;
  nodes: readonly string[];
  choice: string;
  onChoose(id: string): void;
}

function SlotQuestion({ slot, nodes, choice, onChoose }: SlotQuestionProps) {
  const titleOf = useTypeTitle();
  const entries = useConnections((state) => state.entries) ?? [];
  const known = new Map(entries.map((entry) => [entry.id, entry]));
  const fitting = entries.filter(({ id, type }) => type === slot.type || slot.suggestions.includes(id));
  const ordered = [
    ...slot.suggestions,
    ...fitting.map(({ id }) => id).filter((id) => !slot.suggestions.includes(id)),
  ];
  const picked = known.get(choice);
  const refused = picked ? hostsNotAllowed(slot.hosts, picked.hosts) : [];
  return (
    <li>
      <CredentialTile large type={slot.type} preset={undefined} />
      <div className="cut">
        <b className="mono">{slot.slot}</b>
        <div className="cap cut">
          {titleOf(slot.type)}
          {slot.hosts.length > 0 && `, only with ${slot.hosts.join(', ')}`}
        </div>
        <div className="cap cut">used by {nodes.join(', ')}</div>
      </div>
      <div className="slot-choice">
        <Select
          name={`Credential for ${slot.slot}`}
          value={choice}
          options={[
            ...ordered.flatMap((id) => {
              const entry = known.get(id);
              return entry ? [{ value: id, label: entry.name }] : [];
            }),
            { value: LATER, label: ordered.length === 0 ? 'Nothing fits yet' : 'Leave it for later' },
          ]}
          onChange={onChoose}
        />
        {picked && <HealthMark health={picked.health} />}
        {refused.length > 0 && (
          <div className="field-warning">
            It is not allowed for {refused.join(', ')}; add that to its hosts if you trust this flow with it.
          </div>
        )}
      </div>
      <Button
        onClick={() => addCredential({ types: [slot.type], hosts: slot.hosts }, ({ id }) => onChoose(id))}
        aria-label={`Add new… for ${slot.slot}`}
      >
        <Plus size={14} aria-hidden />
        Add new…
      </Button>
    </li>
  );
}
