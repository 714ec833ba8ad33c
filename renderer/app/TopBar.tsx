import { Contrast, Play, Search, Square } from 'lucide-react';
import { ActivationSwitch } from '#renderer/activation';
import { type ConnectionState, useConnection } from '#renderer/api';
import { ConnectionsTrouble } from '#renderer/connections';
import { useDocument, useFlow } from '#renderer/document';
import { type Page, useEditor } from '#renderer/editor';
import { startRun, stopRun, useShownRun } from '#renderer/run';
import { Button, IconButton, keyText, type NodeState, StateGlyph, Tooltip, useTheme } from '#renderer/ui';
import { useWorkspace } from '#renderer/workspace';
import { Brand } from './Brand.tsx';
import { useCommands } from './commands-store.ts';

const PAGES: readonly { id: Page; title: string }[] = [
  { id: 'flows', title: 'Flows' },
  { id: 'runs', title: 'Runs' },
  { id: 'events', title: 'Events' },
  { id: 'connections', title: 'Connections' },
];

/** Brand, pages, run, activate, search, and how the window stands with the engine. */
export function TopBar() {
  const page = useEditor((state) => state.page);
  const { name, root } = useWorkspace();
  const path = useEditor((state) => state.active);
  const showCommands = useCommands((state) => state.show);
  return (
    <header className="top">
      <div className="brand">
        <Brand />
        Flowbench
        <span className="brand-workspace cut">{name}</span>
      </div>
      <nav className="nav" aria-label="Main">
        {PAGES.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            aria-current={page === id ? 'page' : undefined}
            onClick={() => useEditor.setState({ page: id })}
          >
            {title}
            {id === 'connections' && <ConnectionsTrouble />}
          </button>
        ))}
      </nav>
      <span className="grow" />
      <div className="top-run">
        {page === 'flows' && <RunButton />}
        {page === 'flows' && path !== undefined && <ActivationSwitch root={root} path={path} />}
      </div>
      <span className="grow" />
      <button type="button" className="input input-soft top-search" onClick={() => showCommands(true)}>
        <Search size={14} aria-hidden />
        <span className="grow dim">Search or command</span>
        <span className="kbd">{keyText('Mod+K')}</span>
      </button>
      <ConnectionLight />
      <IconButton
        name="Switch light and dark"
        icon={<Contrast size={16} aria-hidden />}
        onClick={() => useTheme.getState().toggle()}
      />
    </header>
  );
}

function RunButton() {
  const path = useEditor((state) => state.active);
  const flow = useFlow(path);
  const document = useDocument(path);
  const running = useShownRun(path)?.status === 'running';
  const open = useConnection((state) => state.state === 'open');
  const errors = document?.problems.some((problem) => problem.severity === 'error') ?? false;
  const empty = !flow || Object.keys(flow.nodes).length === 0;
  if (running && path !== undefined) {
    return (
      <Button onClick={() => stopRun(path)}>
        <Square size={14} aria-hidden />
        Stop
      </Button>
    );
  }
  const button = (
    <Button
      look="primary"
      disabled={empty || !open}
      onClick={() => {
        if (errors) useEditor.setState({ bottomOpen: true, bottomTab: 'problems' });
        if (path !== undefined) startRun(path);
      }}
    >
      <Play size={14} aria-hidden />
      Run
    </Button>
  );
  return empty ? button : <Tooltip text={`Run the flow (${keyText('F5')})`}>{button}</Tooltip>;
}

const LIGHTS: Readonly<Record<ConnectionState, { state: NodeState; text: string }>> = {
  connecting: { state: 'later', text: 'Connecting to the engine' },
  open: { state: 'done', text: 'The engine is running' },
  lost: { state: 'failed', text: 'The engine is gone; edits are kept here until it is back' },
  refused: { state: 'failed', text: 'The engine was started anew: open the address that it printed' },
  closed: { state: 'failed', text: 'No engine: open the address that Flowbench printed' },
};

function ConnectionLight() {
  const state = useConnection((connection) => connection.state);
  const light = LIGHTS[state];
  return (
    <Tooltip text={light.text}>
      <span className="light" role="status" aria-label={light.text}>
        <StateGlyph state={light.state} silent />
        Engine
      </span>
    </Tooltip>
  );
}
