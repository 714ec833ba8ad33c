import { Command } from 'cmdk';
import { useState } from 'react';
import type { NodeDescription } from '#contract/node';
import { searchNodes, useCatalogue } from '#renderer/catalogue';
import { flowAt, nameOf } from '#renderer/document';
import { NodeTile } from '#renderer/ui';
import { addNode } from './actions/add-node.ts';
import { canReplace, replaceNode } from './actions/replace-node.ts';
import { type AddRequest, useCanvas } from './canvas-store.ts';
import { modelNow } from './use-model.ts';

/** The popup that adds a node where one types or drops an edge: it offers what fits. */
export function QuickAdd({ path }: { path: string }) {
  const request = useCanvas((state) => state.adding);
  return request ? (
    <Popup key={`${request.screen.x} ${request.screen.y}`} path={path} request={request} />
  ) : null;
}

const WIDTH = 280;
const HEIGHT = 320;

function Popup({ path, request }: { path: string; request: AddRequest }) {
  const [text, setText] = useState(request.text);
  const nodes = useCatalogue((state) => state.nodes);
  const found = searchNodes(
    nodes.filter((node) =>
      request.replace === undefined ? fits(node, request) : fitsInPlace(path, node, request.replace),
    ),
    text,
  );
  const close = () => useCanvas.setState({ adding: undefined });
  const choose = (type: NodeDescription) => {
    close();
    if (request.replace === undefined) addNode(path, type, request);
    else replaceNode(path, request.replace, type);
    document.querySelector<HTMLElement>('.canvas')?.focus();
  };
  const flow = flowAt(path);
  const title =
    request.replace !== undefined && flow ? `Replace ${nameOf(flow, request.replace)} with` : 'Add a node';
  const left = Math.min(request.screen.x, window.innerWidth - WIDTH - 16);
  const top = Math.min(request.screen.y, window.innerHeight - HEIGHT - 56);
  return (
    <>
      <button type="button" className="quick-add-scrim" aria-label="Close" tabIndex={-1} onClick={close} />
      <Command
        className="quick-add"
        label={title}
        shouldFilter={false}
        style={{ left, top, width: WIDTH }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') close();
        }}
      >
        <Command.Input autoFocus placeholder={title} value={text} onValueChange={setText} />
        <Command.List style={{ maxHeight: HEIGHT }}>
          <Command.Empty>No node type is called that.</Command.Empty>
          {found.map((node) => (
            <Command.Item key={node.type} value={node.type} onSelect={() => choose(node)}>
              <NodeTile group={node.group} icon={node.icon} />
              <span className="nowrap">{node.title}</span>
              <span className="cap cut">{node.summary}</span>
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </>
  );
}

function fitsInPlace(path: string, type: NodeDescription, id: string): boolean {
  const ports = modelNow(path)?.ports(id);
  return ports !== undefined && canReplace(type, ports);
}

/** After a port comes no trigger; before one, nothing without outputs. */
function fits(node: NodeDescription, { from, to, edge }: AddRequest): boolean {
  if ((from || edge !== undefined) && node.kind === 'trigger') return false;
  if ((to || edge !== undefined) && node.outputs.names.length === 0 && !node.outputs.computed) return false;
  return true;
}
