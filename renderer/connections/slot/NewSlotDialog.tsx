import { type FormEvent, useId, useState } from 'react';
import type { Flow, FlowNode } from '#contract/flow';
import { edit } from '#renderer/document';
import { Button, Dialog, Field, Select } from '#renderer/ui';
import { rememberAsked } from '../bind/asked-before.ts';
import { useTypeTitle } from '../CredentialTile.tsx';
import { HostsField } from '../HostsField.tsx';
import { hostFrom, hostOfUrl, hostsNotAllowed } from '../model/hosts.ts';
import { freshSlot, slotName } from '../model/slots.ts';
import { addCredential } from '../state/asks.ts';
import { bindSlots } from '../state/bind-slots.ts';
import { useConnections } from '../state/store.ts';

interface NewSlotDialogProps {
  path: string;
  id: string;
  flow: Flow;
  node: FlowNode;
  accepted: readonly string[];
  onClose(): void;
}

const NEW = '\u0000new';
const LATER = '\u0000later';

/** A new slot for a node: how it signs in, with which hosts, and what fills it here. */
export function NewSlotDialog({ path, id, flow, node, accepted, onClose }: NewSlotDialogProps) {
  const form = useId();
  const titleOf = useTypeTitle();
  const entries = useConnections((state) => state.entries) ?? [];
  const host = hostOfUrl(node.params?.url);
  const [hosts, setHosts] = useState<readonly string[]>(host === undefined ? [] : [host]);
  const fits = (type: string) => entries.filter((entry) => entry.type === type);
  const [type, setType] = useState(() => accepted.find((each) => fits(each).length > 0) ?? accepted[0] ?? '');
  const [name, setName] = useState<string>();
  const shownName = name ?? freshSlot(slotName(type, host), flow);
  const [filling, setFilling] = useState<string>();
  const candidates = [...fits(type)].sort(
    (a, b) => hostsNotAllowed(hosts, a.hosts).length - hostsNotAllowed(hosts, b.hosts).length,
  );
  const fill = filling ?? candidates[0]?.id ?? NEW;
  const wrongName = flow.connections?.[shownName]
    ? 'The flow has a slot of this name.'
    : shownName.trim() === ''
      ? 'A name is needed.'
      : undefined;
  const badHost = hosts.find((each) => hostFrom(each) === undefined);
  const wrongHost = badHost === undefined ? undefined : `“${badHost}” is no host: write api.example.com.`;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (wrongName || wrongHost) return;
    onClose();
    const slot = shownName.trim();
    const preset = entries.find((entry) => entry.id === fill)?.preset;
    const value = {
      type,
      ...(preset === undefined ? {} : { preset }),
      ...(hosts.length > 0 ? { hosts: [...hosts] } : {}),
    };
    edit(
      path,
      {
        do: 'all',
        changes: [
          { do: 'setSlot', slot, value },
          { do: 'setField', node: id, field: 'connection', value: slot },
        ],
      },
      `Add connection slot ${slot}`,
    );
    rememberAsked(flow.id, [slot]);
    if (fill === NEW) {
      await addCredential({ types: [type], hosts }, (entry) => bindSlots(path, { [slot]: entry.id }));
    } else if (fill !== LATER) await bindSlots(path, { [slot]: fill });
  };
  return (
    <Dialog
      title="New connection slot"
      text="The flow file gets the slot; what fills it stays on this machine."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            form={form}
            disabled={wrongName !== undefined || wrongHost !== undefined}
          >
            {fill === NEW ? 'Add slot and credential…' : 'Add slot'}
          </Button>
        </>
      }
    >
      <form id={form} className="credential-form" onSubmit={submit}>
        <Field label="How it signs in">
          {(ids) => (
            <Select
              id={ids.id}
              value={type}
              options={accepted.map((value) => ({ value, label: titleOf(value) }))}
              onChange={(next) => {
                setType(next);
                setFilling(undefined);
              }}
            />
          )}
        </Field>
        <Field label="Name of the slot" hint="Says what the flow needs: crm, mail." error={wrongName}>
          {(ids) => (
            <input
              {...ids}
              className="input mono"
              value={shownName}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <HostsField
          hosts={hosts}
          error={wrongHost}
          hint="Written into the flow: whoever opens it sees where it would sign in."
          onChange={setHosts}
        />
        <Field label="Filled on this machine with">
          {(ids) => (
            <Select
              id={ids.id}
              value={fill}
              options={[
                ...candidates.map((entry) => ({ value: entry.id, label: entry.name })),
                { value: NEW, label: 'A new credential…' },
                { value: LATER, label: 'Nothing yet' },
              ]}
              onChange={setFilling}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
