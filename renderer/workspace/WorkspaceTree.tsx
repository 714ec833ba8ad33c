import { ChevronDown, ChevronRight, Folder as FolderIcon, Plus } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import type { FlowEntry } from '#contract/api';
import { ActivationMark } from '#renderer/activation';
import { useEditor } from '#renderer/editor';
import { QuarantineMark } from '#renderer/inbox';
import { useShownRun } from '#renderer/run';
import { IconButton, type NodeState, plural, StateGlyph, Tooltip } from '#renderer/ui';
import { newFlow, openFlow } from './open-flow.ts';
import { countFlows, type Folder, folderTree } from './tree.ts';
import { useWorkspace } from './workspace.ts';
import './workspace.css';

/** The flow files of the workspace: state of the newest run, whether it is active, runs today, failures today. */
export function WorkspaceTree({ menu }: { menu?: ReactNode }) {
  const { flows, loaded } = useWorkspace();
  const tree = folderTree(flows);
  return (
    <section className="workspace" aria-label="Workspace">
      <div className="panel-head">
        Workspace
        <span className="grow" />
        <small className="cut" title="Runs of today, and those of them that failed">
          runs today
        </small>
        <IconButton small name="New flow" icon={<Plus size={14} aria-hidden />} onClick={() => newFlow()} />
        {menu}
      </div>
      <div className="tree" role="tree" aria-label="Flows" onKeyDown={moveFocus}>
        <FolderContent folder={tree} depth={0} />
      </div>
      {loaded && flows.length === 0 && <p className="tree-empty">No flow here yet. Make one with +.</p>}
    </section>
  );
}

function FolderContent({ folder, depth }: { folder: Folder; depth: number }) {
  return (
    <>
      {folder.folders.map((inner) => (
        <FolderRow key={inner.path} folder={inner} depth={depth} />
      ))}
      {folder.flows.map((flow) => (
        <FlowRow key={flow.path} flow={flow} depth={depth} />
      ))}
    </>
  );
}

const FOLDED = 'flowbench.folded-folders';

function FolderRow({ folder, depth }: { folder: Folder; depth: number }) {
  const key = `${FOLDED}:${folder.path}`;
  const [open, setOpen] = useState(() => localStorage.getItem(key) === null);
  const toggle = (next: boolean) => {
    setOpen(next);
    if (next) localStorage.removeItem(key);
    else localStorage.setItem(key, '1');
  };
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <>
      <div
        role="treeitem"
        aria-expanded={open}
        aria-level={depth + 1}
        tabIndex={0}
        className="tree-row tree-folder"
        style={{ paddingLeft: 10 + depth * 14 }}
        onClick={() => toggle(!open)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === ' ') toggle(!open);
          else if (event.key === 'ArrowLeft') toggle(false);
          else if (event.key === 'ArrowRight') toggle(true);
        }}
      >
        <Chevron size={12} aria-hidden />
        <FolderIcon size={14} aria-hidden />
        <span className="cut grow">{folder.name}</span>
        {!open && <span className="cap">{plural(countFlows(folder), 'flow')}</span>}
      </div>
      {open && <FolderContent folder={folder} depth={depth + 1} />}
    </>
  );
}

function FlowRow({ flow, depth }: { flow: FlowEntry; depth: number }) {
  const active = useEditor((state) => state.active === flow.path);
  const running = useShownRun(flow.path)?.status === 'running';
  const open = () => openFlow(flow.path);
  return (
    <div
      role="treeitem"
      aria-selected={active}
      aria-level={depth + 1}
      tabIndex={0}
      className="tree-row"
      style={{ paddingLeft: 10 + depth * 14 + (depth > 0 ? 2 : 0) }}
      onClick={open}
      onKeyDown={(event) => event.key === 'Enter' && open()}
    >
      <StateGlyph state={running ? 'running' : stateOf(flow)} />
      <Tooltip text={flow.path}>
        <span className="cut grow">{flow.name}</span>
      </Tooltip>
      <QuarantineMark path={flow.path} />
      <ActivationMark path={flow.path} />
      <span className="tree-runs">{flow.runsToday > 0 && flow.runsToday}</span>
      <span className="tree-failed">
        {flow.failedToday > 0 && (
          <>
            <StateGlyph state="failed" />
            {flow.failedToday}
          </>
        )}
      </span>
    </div>
  );
}

function stateOf(flow: FlowEntry): NodeState {
  if (flow.id === undefined) return 'placeholder';
  switch (flow.lastStatus) {
    case 'running':
    case 'waiting':
    case 'failed':
    case 'cancelled':
      return flow.lastStatus;
    case 'succeeded':
      return 'done';
    default:
      return flow.errors > 0 ? 'warning' : 'rest';
  }
}

/** Arrow keys walk through the rows. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="treeitem"]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[at + step]?.focus();
  event.preventDefault();
}
