import { ChevronDown, ChevronRight, Search } from 'lucide-react';
import { useState } from 'react';
import type { NodeDescription } from '#contract/node';
import { GROUPS, searchNodes, useCatalogue } from '#renderer/catalogue';
import { NodeTile, Tooltip } from '#renderer/ui';
import { NODE_DRAG_TYPE } from './drag.ts';
import './palette.css';

/** Id of the search field, for the key that leads to it. */
export const PALETTE_SEARCH = 'palette-search';

/** Every node type by group: drag one onto the canvas, or click to add it after what is chosen. */
export function Palette({ onAdd }: { onAdd(node: NodeDescription): void }) {
  const nodes = useCatalogue((state) => state.nodes);
  const [text, setText] = useState('');
  const found = searchNodes(nodes, text);
  const [first] = found;
  return (
    <section className="palette" aria-label="Nodes">
      <div className="panel-head">
        Nodes
        <span className="grow" />
        <small>drag, or type on the canvas</small>
      </div>
      <div className="palette-search">
        <div className="input input-soft">
          <Search size={14} aria-hidden />
          <input
            id={PALETTE_SEARCH}
            aria-label="Find a node"
            placeholder="Find a node"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setText('');
              if (event.key === 'Enter' && text !== '' && first) {
                onAdd(first);
                setText('');
              }
            }}
          />
          <span className="kbd">/</span>
        </div>
      </div>
      <div className="palette-groups">
        {GROUPS.map((group) => (
          <PaletteGroup
            key={group.id}
            group={group}
            nodes={found.filter((node) => node.group === group.id)}
            searching={text !== ''}
            onAdd={onAdd}
          />
        ))}
      </div>
    </section>
  );
}

interface PaletteGroupProps {
  group: (typeof GROUPS)[number];
  nodes: readonly NodeDescription[];
  searching: boolean;
  onAdd(node: NodeDescription): void;
}

const OPEN_AT_FIRST = ['control', 'data'];

function PaletteGroup({ group, nodes, searching, onAdd }: PaletteGroupProps) {
  const key = `flowbench.palette:${group.id}`;
  const [open, setOpen] = useState(
    () => (localStorage.getItem(key) ?? String(OPEN_AT_FIRST.includes(group.id))) === 'true',
  );
  if (nodes.length === 0) return null;
  const shown = open || searching;
  const Chevron = shown ? ChevronDown : ChevronRight;
  const toggle = () => {
    localStorage.setItem(key, String(!open));
    setOpen(!open);
  };
  return (
    <div>
      <h3>
        <button type="button" className="palette-head" aria-expanded={shown} onClick={toggle}>
          <Chevron size={12} aria-hidden />
          {!shown && <NodeTile group={group.id} icon={group.icon} />}
          {group.title}
          <span className="palette-count">{nodes.length}</span>
        </button>
      </h3>
      {shown && (
        <ul className="palette-list">
          {nodes.map((node) => (
            <li key={node.type}>
              <Tooltip text={node.summary}>
                <button
                  type="button"
                  className="palette-node"
                  draggable
                  onDragStart={(event) => {
                    event.dataTransfer.setData(NODE_DRAG_TYPE, node.type);
                    event.dataTransfer.effectAllowed = 'copy';
                  }}
                  onClick={() => onAdd(node)}
                >
                  <NodeTile group={node.group} icon={node.icon} />
                  <span className="cut">{node.title}</span>
                </button>
              </Tooltip>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
