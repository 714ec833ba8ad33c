import { Plus } from 'lucide-react';
import { useId, useState } from 'react';
import type { Flow, FlowNode } from '#contract/flow';
import { edit } from '#renderer/document';
import { Button, Select } from '#renderer/ui';
import { useTypeTitle } from '../CredentialTile.tsx';
import { NewSlotDialog } from './NewSlotDialog.tsx';
import { SlotFilling } from './SlotFilling.tsx';
import '../connections.css';

interface ConnectionFieldProps {
  /** Flow file. */
  path: string;
  /** Node. */
  id: string;
  flow: Flow;
  node: FlowNode;
  /** Connection types the node takes. */
  accepted: readonly string[];
}

const NONE = '\u0000';

/** The flow's slot that this node signs in with, and what fills it on this machine. */
export function ConnectionField({ path, id, flow, node, accepted }: ConnectionFieldProps) {
  const field = useId();
  const titleOf = useTypeTitle();
  const [adding, setAdding] = useState(false);
  const slots = Object.entries(flow.connections ?? {});
  const fitting = slots.filter(([, slot]) => accepted.includes(slot.type));
  const chosen = node.connection;
  const slot = chosen === undefined ? undefined : flow.connections?.[chosen];
  const options = [
    { value: NONE, label: 'No connection' },
    ...fitting.map(([name, { type }]) => ({ value: name, label: `${name} · ${titleOf(type)}` })),
    ...(chosen !== undefined && !fitting.some(([name]) => name === chosen)
      ? [{ value: chosen, label: slot ? `${chosen} · does not fit` : `${chosen} · missing` }]
      : []),
  ];
  return (
    <div className="param" data-param="connection">
      <div className="field-label">
        <label htmlFor={field}>Connection</label>
        <span className="grow" />
        {accepted.length > 0 && (
          <Button small look="bare" className="map-all" onClick={() => setAdding(true)}>
            <Plus size={12} aria-hidden />
            New slot
          </Button>
        )}
      </div>
      <Select
        id={field}
        value={chosen ?? NONE}
        options={options}
        onChange={(next) =>
          edit(path, {
            do: 'setField',
            node: id,
            field: 'connection',
            value: next === NONE ? undefined : next,
          })
        }
      />
      {chosen !== undefined && slot && <SlotFilling path={path} slot={chosen} />}
      {adding && (
        <NewSlotDialog
          path={path}
          id={id}
          flow={flow}
          node={node}
          accepted={accepted}
          onClose={() => setAdding(false)}
        />
      )}
    </div>
  );
}
