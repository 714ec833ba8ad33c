import { Ellipsis } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { FlowNode } from '#contract/flow';
import type { NodeDescription } from '#contract/node';
import { edit, nameOf, useFlow } from '#renderer/document';
import { select, showParam } from '#renderer/editor';
import { IconButton, Menu, NodeTile, Tooltip } from '#renderer/ui';
import { askReplacement } from './ask-replacement.ts';

interface NodeHeadProps {
  path: string;
  id: string;
  node: FlowNode;
  description: NodeDescription | undefined;
  /** Left of the menu. */
  children?: ReactNode;
}

/** Name of the node, what it is and where it stands. */
export function NodeHead({ path, id, node, description, children }: NodeHeadProps) {
  const flow = useFlow(path);
  const inside = node.in;
  const title = description?.title ?? node.type;
  const entries = [
    {
      label: node.disabled ? 'Switch on' : 'Switch off',
      onSelect: () => edit(path, { do: 'setDisabled', ids: [id], disabled: !node.disabled }),
    },
    { label: 'Replace with another type', takesFocus: true, onSelect: () => askReplacement(id) },
    {
      label: 'Back to default parameters',
      disabled: node.params === undefined,
      onSelect: () => edit(path, { do: 'setParams', node: id, params: undefined }),
    },
    {
      label: 'Remove',
      keys: 'Del',
      apart: true,
      onSelect: () => {
        edit(path, { do: 'removeNodes', ids: [id] });
        select([]);
      },
    },
  ];
  return (
    <header className="node-head">
      <NodeTile large group={description?.group ?? 'apps'} icon={description?.icon ?? 'box'} />
      <div className="grow">
        <NodeName key={id} path={path} id={id} name={node.name} />
        <div className="cap cut">
          <Tooltip text={description?.summary ?? 'This node type is not known here.'}>
            <button type="button" className="link-plain">
              {title}
            </button>
          </Tooltip>
          {inside !== undefined && flow && (
            <>
              , in{' '}
              <button type="button" className="link-plain muted" onClick={() => showParam(inside)}>
                {nameOf(flow, inside)}
              </button>
            </>
          )}
          {node.disabled && ', switched off'}
        </div>
      </div>
      {children}
      <Menu entries={entries}>
        <IconButton small name="More about this node" icon={<Ellipsis size={15} aria-hidden />} />
      </Menu>
    </header>
  );
}

/** The name, taken over while typing; Escape brings back the one from before. */
function NodeName({ path, id, name }: { path: string; id: string; name: string | undefined }) {
  const [draft, setDraft] = useState<string>();
  const [before, setBefore] = useState(name);
  useEffect(() => setDraft((text) => (text === '' && name === undefined ? text : undefined)), [name]);
  const rename = (next: string | undefined) => edit(path, { do: 'renameNode', node: id, name: next });
  return (
    <input
      className="node-name"
      aria-label="Name of the node"
      value={draft ?? name ?? id}
      placeholder={id}
      spellCheck={false}
      onFocus={() => setBefore(name)}
      onBlur={() => setDraft(undefined)}
      onChange={(event) => {
        const text = event.target.value;
        setDraft(text);
        rename(text.trim() === '' || text === id ? undefined : text);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') rename(before);
        if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}
