import { Command as Cmdk } from 'cmdk';
import { type ReactNode, useState } from 'react';
import { addNodeBeside, useCanvas } from '#renderer/canvas';
import { searchNodes, useCatalogue } from '#renderer/catalogue';
import { nameOf, useFlow } from '#renderer/document';
import { select, useEditor } from '#renderer/editor';
import { keyText } from '#renderer/ui';
import { openFlow, useWorkspace } from '#renderer/workspace';
import { COMMANDS } from './commands.ts';
import { useCommands } from './commands-store.ts';
import { nodesCalled } from './nodes-called.ts';
import './command-palette.css';

/** Search over flows, commands, and the nodes of the flow in front: Ctrl/Cmd K. */
export function CommandPalette() {
  const { open, show } = useCommands();
  return (
    <Cmdk.Dialog
      open={open}
      onOpenChange={show}
      label="Search or command"
      filter={hasAllWords}
      overlayClassName="scrim"
      contentClassName="commands"
    >
      {open && <Search />}
    </Cmdk.Dialog>
  );
}

function Search() {
  const [text, setText] = useState('');
  const active = useEditor((state) => state.active);
  return (
    <>
      <Cmdk.Input placeholder="Search or command" value={text} onValueChange={setText} />
      <Cmdk.List>
        <Cmdk.Empty>Nothing is called that.</Cmdk.Empty>
        <Flows />
        {active !== undefined && text.trim() !== '' && <NodesOfFlow path={active} text={text} />}
        <Commands path={active} />
        {active !== undefined && text.trim() !== '' && <NodesToAdd path={active} text={text} />}
      </Cmdk.List>
    </>
  );
}

function Flows() {
  const flows = useWorkspace((state) => state.flows);
  return (
    <Cmdk.Group heading="Flows">
      {flows.map((flow) => (
        <Entry
          key={flow.path}
          value={`${flow.name} ${flow.path}`}
          choose={() => openFlow(flow.path)}
          aside={<span className="cap">{flow.path}</span>}
        >
          {flow.name}
        </Entry>
      ))}
    </Cmdk.Group>
  );
}

function Commands({ path }: { path: string | undefined }) {
  return (
    <Cmdk.Group heading="Commands">
      {COMMANDS.filter((command) => !command.onFlow || path !== undefined).map((command) => {
        const keys = command.keys?.[0] ?? command.canvasKeys;
        return (
          <Entry
            key={command.name}
            value={command.name}
            choose={() => command.run(path ?? '')}
            aside={keys && <span className="kbd">{keyText(keys)}</span>}
          >
            {command.name}
          </Entry>
        );
      })}
    </Cmdk.Group>
  );
}

/** Only once something is typed, and not all of a large flow. */
function NodesOfFlow({ path, text }: { path: string; text: string }) {
  const flow = useFlow(path);
  if (!flow) return null;
  const found = nodesCalled(flow, text);
  if (found.length === 0) return null;
  return (
    <Cmdk.Group heading="Nodes of this flow">
      {found.map((id) => (
        <Entry
          key={id}
          value={`node ${nameOf(flow, id)} ${id} ${flow.nodes[id]?.type}`}
          choose={() => {
            useEditor.setState({ page: 'flows' });
            select([id]);
            useCanvas.getState().view?.show(id);
          }}
          aside={<span className="cap">{flow.nodes[id]?.type}</span>}
        >
          {nameOf(flow, id)}
        </Entry>
      ))}
    </Cmdk.Group>
  );
}

const MOST = 12;

function NodesToAdd({ path, text }: { path: string; text: string }) {
  const nodes = useCatalogue((state) => state.nodes);
  const found = searchNodes(nodes, text).slice(0, MOST);
  if (found.length === 0) return null;
  return (
    <Cmdk.Group heading="Add a node">
      {found.map((node) => (
        <Entry
          key={node.type}
          value={`add ${node.title} ${node.type} ${node.summary}`}
          choose={() => addNodeBeside(path, node, useEditor.getState().selected, { x: 0, y: 0 })}
          aside={<span className="cap">{node.type}</span>}
        >
          Add {node.title}
        </Entry>
      ))}
    </Cmdk.Group>
  );
}

interface EntryProps {
  /** What is searched; no two entries have the same. */
  value: string;
  choose(): void;
  aside?: ReactNode;
  children: ReactNode;
}

function Entry({ value, choose, aside, children }: EntryProps) {
  const show = useCommands((state) => state.show);
  return (
    <Cmdk.Item
      value={value}
      onSelect={() => {
        show(false);
        choose();
      }}
    >
      {children}
      {aside}
    </Cmdk.Item>
  );
}

/** Every word that was typed, wherever it stands: letters strewn over a name find too much. */
function hasAllWords(value: string, search: string): number {
  const text = value.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
    ? 1
    : 0;
}
