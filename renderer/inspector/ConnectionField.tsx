import { Plug, Plus } from 'lucide-react';
import { useId } from 'react';
import type { Flow, FlowNode } from '#contract/flow';
import { edit } from '#renderer/document';
import { Button, Menu, Select } from '#renderer/ui';

interface ConnectionFieldProps {
  path: string;
  id: string;
  flow: Flow;
  node: FlowNode;
  /** Connection types the node takes. */
  accepted: readonly string[];
}

const NONE = '\u0000';

/** The flow's slot that this node signs in with. Which account fills it is decided on each machine. */
export function ConnectionField({ path, id, flow, node, accepted }: ConnectionFieldProps) {
  const field = useId();
  const slots = Object.entries(flow.connections ?? {});
  const fitting = slots.filter(([, slot]) => accepted.includes(slot.type));
  const chosen = node.connection;
  const slot = chosen === undefined ? undefined : flow.connections?.[chosen];
  const options = [
    { value: NONE, label: 'No connection' },
    ...fitting.map(([name, { type }]) => ({ value: name, label: `${name} · ${typeTitle(type)}` })),
    ...(chosen !== undefined && !fitting.some(([name]) => name === chosen)
      ? [{ value: chosen, label: slot ? `${chosen} · does not fit` : `${chosen} · missing` }]
      : []),
  ];
  const use = (value: string | undefined) =>
    edit(path, { do: 'setField', node: id, field: 'connection', value });
  const make = (type: string) => {
    const name = freshSlot(
      type,
      slots.map(([taken]) => taken),
    );
    edit(
      path,
      {
        do: 'all',
        changes: [
          { do: 'setSlot', slot: name, value: { type } },
          { do: 'setField', node: id, field: 'connection', value: name },
        ],
      },
      `Add connection slot ${name}`,
    );
  };
  return (
    <div className="param">
      <div className="field-label">
        <label htmlFor={field}>Connection</label>
        {chosen !== undefined && (
          <span className="cap">
            slot <span className="mono">{chosen}</span>
          </span>
        )}
        <span className="grow" />
        <Menu
          entries={accepted.map((type) => ({
            label: typeTitle(type),
            icon: <Plug size={14} aria-hidden />,
            onSelect: () => make(type),
          }))}
        >
          <Button small look="bare" className="map-all">
            <Plus size={12} aria-hidden />
            New slot
          </Button>
        </Menu>
      </div>
      <Select
        id={field}
        value={chosen ?? NONE}
        options={options}
        onChange={(next) => use(next === NONE ? undefined : next)}
      />
      {chosen !== undefined && (
        <div className="field-hint">
          Not bound to a credential on this machine: a run stops at this node, and nothing is sent.
        </div>
      )}
      {slot?.hosts && slot.hosts.length > 0 && (
        <div className="field-hint">Only with {slot.hosts.join(', ')}.</div>
      )}
    </div>
  );
}

const TITLES: Readonly<Record<string, string>> = {
  'http.basic': 'User and password',
  'http.bearer': 'Bearer token',
  'http.apiKey': 'API key',
  'http.oauth2': 'OAuth 2.0',
  'http.hmac': 'Signed requests (HMAC)',
  'http.awsSigV4': 'AWS signature',
  'http.clientCertificate': 'Client certificate',
  basic: 'User and password',
  header: 'Header',
  jwt: 'Signed token (JWT)',
  hmac: 'Signature (HMAC)',
};

function typeTitle(type: string): string {
  return TITLES[type] ?? type;
}

function freshSlot(type: string, taken: readonly string[]): string {
  const base = type.split('.').at(-1) ?? type;
  let name = base;
  for (let nr = 2; taken.includes(name); nr++) name = `${base}${nr}`;
  return name;
}
