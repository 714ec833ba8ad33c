import { Check, ChevronsUpDown, Pencil, Plus, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import type { BoundSlot } from '#contract/connection';
import { showCredential } from '#renderer/editor';
import { Button, Menu, type MenuEntry } from '#renderer/ui';
import { HealthMark } from '../HealthMark.tsx';
import { hostsNotAllowed } from '../model/hosts.ts';
import { addCredential } from '../state/asks.ts';
import { bindSlots } from '../state/bind-slots.ts';
import { useSlots } from '../state/slots.ts';
import { useConnections } from '../state/store.ts';

/** What fills a slot on this machine, how it does, and the way to another one. */
export function SlotFilling({ path, slot }: { path: string; slot: string }) {
  const bound = useSlots(path)?.find((each) => each.slot === slot);
  const entries = useConnections((state) => state.entries);
  if (!bound || !entries) return null;
  const filling = entries.find(({ id }) => id === bound.credential);
  const refused = filling ? hostsNotAllowed(bound.hosts, filling.hosts) : [];
  return (
    <div className="slot-filling">
      <div className="slot-filling-row">
        {filling ? (
          <>
            <button type="button" className="link cut" onClick={() => showCredential(filling.id)}>
              {filling.name}
            </button>
            <HealthMark health={filling.health} />
          </>
        ) : (
          <span className="field-warning">Nothing fills it on this machine: a run stops here.</span>
        )}
        <span className="grow" />
        <Menu entries={entriesOf(path, bound, entries)}>
          <Button small>
            {filling ? 'Change' : 'Bind'}
            <ChevronsUpDown size={12} aria-hidden />
          </Button>
        </Menu>
      </div>
      {bound.hosts.length > 0 && <div className="field-hint">Only with {bound.hosts.join(', ')}.</div>}
      {refused.length > 0 && (
        <div className="field-warning">
          {filling?.name} is not allowed for {refused.join(', ')}: add it to its hosts.
        </div>
      )}
      {filling?.problem && filling.health !== 'ready' && (
        <div className="field-warning">{filling.problem}</div>
      )}
    </div>
  );
}

function entriesOf(
  path: string,
  { slot, type, hosts, credential, suggestions }: BoundSlot,
  all: readonly { id: string; name: string }[],
): MenuEntry[] {
  const names = new Map(all.map(({ id, name }) => [id, name]));
  return [
    ...suggestions.flatMap((id) => {
      const label = names.get(id);
      if (label === undefined) return [];
      return [{ label, icon: mark(id === credential), onSelect: () => void bindSlots(path, { [slot]: id }) }];
    }),
    {
      label: 'Add new…',
      icon: <Plus size={14} aria-hidden />,
      apart: suggestions.length > 0,
      onSelect: () =>
        void addCredential({ types: [type], hosts }, ({ id }) => bindSlots(path, { [slot]: id })),
    },
    ...(credential === undefined
      ? []
      : [
          {
            label: 'Show the credential',
            icon: <Pencil size={14} aria-hidden />,
            onSelect: () => showCredential(credential),
          },
          {
            label: 'Take it away from this slot',
            icon: <Unplug size={14} aria-hidden />,
            onSelect: () => void bindSlots(path, { [slot]: null }),
          },
        ]),
  ];
}

function mark(chosen: boolean): ReactNode {
  return chosen ? <Check size={14} aria-hidden /> : <span className="menu-space" />;
}
