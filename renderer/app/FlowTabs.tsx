import { ChevronDown, Plus, X } from 'lucide-react';
import { useDocument } from '#renderer/document';
import { closeTab, showFlow, useEditor } from '#renderer/editor';
import { exportFlow } from '#renderer/exchange';
import { useShownRun } from '#renderer/run';
import { IconButton, Menu, type NodeState, StateGlyph } from '#renderer/ui';
import { newFlow } from '#renderer/workspace';
import { askAboutFlow } from './flow-question.ts';
import { RunProgress } from './RunProgress.tsx';

/** The open flows; at the right the progress of the run in front. */
export function FlowTabs() {
  const tabs = useEditor((state) => state.tabs);
  const active = useEditor((state) => state.active);
  return (
    <div className="flow-tabs">
      <nav className="flow-tabs-list" aria-label="Open flows">
        {tabs.map((path) => (
          <FlowTab key={path} path={path} active={path === active} />
        ))}
      </nav>
      <IconButton
        className="flow-tabs-new"
        name="New flow"
        icon={<Plus size={14} aria-hidden />}
        onClick={() => newFlow()}
      />
      <span className="grow" />
      {active !== undefined && <RunProgress path={active} />}
    </div>
  );
}

const RUN_STATES: Readonly<Record<string, NodeState>> = {
  running: 'running',
  succeeded: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

function FlowTab({ path, active }: { path: string; active: boolean }) {
  const document = useDocument(path);
  const status = useShownRun(path)?.status;
  const name = document?.history?.flow.name ?? path.split('/').at(-1) ?? path;
  return (
    <div className="flow-tab" data-active={active}>
      <button
        type="button"
        aria-current={active ? 'page' : undefined}
        title={path}
        onClick={() => showFlow(path)}
        onDoubleClick={() => askAboutFlow('rename', path)}
        onAuxClick={(event) => event.button === 1 && closeTab(path)}
      >
        <StateGlyph state={document?.conflict ? 'warning' : ((status && RUN_STATES[status]) ?? 'rest')} />
        {name}
      </button>
      {active && (
        <Menu
          entries={[
            { label: 'Rename…', onSelect: () => askAboutFlow('rename', path) },
            { label: 'Export…', onSelect: () => exportFlow(path) },
            { label: 'Remove…', apart: true, onSelect: () => askAboutFlow('remove', path) },
          ]}
        >
          <button type="button" className="flow-tab-close" aria-label={`More for ${name}`}>
            <ChevronDown size={12} aria-hidden />
          </button>
        </Menu>
      )}
      <button
        type="button"
        className="flow-tab-close"
        aria-label={`Close ${name}`}
        onClick={() => closeTab(path)}
      >
        <X size={12} aria-hidden />
      </button>
    </div>
  );
}
