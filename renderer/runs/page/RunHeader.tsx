import { ChevronDown, RotateCw, Square, Workflow } from 'lucide-react';
import { engine, sentenceOf } from '#renderer/api';
import { showRun } from '#renderer/editor';
import { showRunOn } from '#renderer/run';
import {
  Button,
  dayText,
  formatCount,
  formatTime,
  IconButton,
  Menu,
  type MenuEntry,
  type NodeState,
  plural,
  StateGlyph,
  tellFailure,
} from '#renderer/ui';
import { openFlow, useWorkspace } from '#renderer/workspace';
import { RUN_STATES, runName, tookText } from '../words.ts';
import { CompareMenu } from './CompareMenu.tsx';
import { progressOf } from './progress.ts';
import { canRetryFrom, retryFrom } from './retry.ts';
import { failedIterations, isGoing, type RunView } from './run-view.ts';

/** Which run it is, how it went, and what can be done about it. */
export function RunHeader({ view }: { view: RunView }) {
  const { entry, model, now, error } = view;
  const summary = summaryOf(view);
  const day = dayText(entry.startedAt, now);
  return (
    <header className="run-head">
      <StateGlyph state={summary.state} large />
      <div className="grow">
        <div className="row run-title">
          <h1 className="cut">{entry.flow.name}</h1>
          <span className="muted mono" title={entry.run}>
            {runName(entry.run)}
          </span>
          <span className={`tag is-${summary.state}`}>{summary.text}</span>
        </div>
        <div className="cap row run-facts">
          <span>
            {day.startsWith('Today') ? '' : `${day}, `}
            {formatTime(entry.startedAt)}, {isGoing(view) ? 'for' : 'took'}{' '}
            {tookText({ startedAt: entry.startedAt, finishedAt: model.finishedAt ?? entry.finishedAt }, now)}
          </span>
          <span className="cut">
            started by {view.nameOf(entry.trigger)}
            <Parent view={view} />
            <Only view={view} />
            <Pinned view={view} />
          </span>
          <span>
            flow version <span className="mono">{entry.flow.hash.slice(0, 7)}</span>
            <Behind view={view} />
          </span>
        </div>
        {error && (
          <p className="runs-error">
            <span className="mono is-failed">{error.code}</span>{' '}
            {error.node !== undefined && <b>{view.nameOf(error.node)}: </b>}
            {error.message}
            {error.hint && <span className="runs-hint">{error.hint}</span>}
          </p>
        )}
      </div>
      <div className="run-actions">
        <Actions view={view} />
      </div>
    </header>
  );
}

function Actions({ view }: { view: RunView }) {
  const { entry, model } = view;
  const current = useCurrentHash(entry.flow.path);
  if (isGoing(view)) {
    return (
      <>
        <ProgressBar view={view} />
        <OnCanvas view={view} />
        <Button look="danger" onClick={() => cancel(view.run)}>
          <Square size={12} aria-hidden />
          Cancel the run
        </Button>
      </>
    );
  }
  const behind = current !== undefined && current !== entry.flow.hash;
  const roots = model.graph.root.nodes.filter((node) => canRetryFrom(view, node) && ran(view, node.id));
  const entriesFor = (version: 'same' | 'current'): MenuEntry[] =>
    roots.map(({ id }, nr) => ({
      label: version === 'same' ? view.nameOf(id) : `${view.nameOf(id)}, with the flow as it is now`,
      apart: version === 'current' && nr === 0,
      onSelect: () => retryFrom(view, { step: id, version }),
    }));
  const entries = [...entriesFor('same'), ...(behind ? entriesFor('current') : [])];
  const failed = model.error?.node;
  const canRetry = model.status === 'failed' || model.status === 'cancelled';
  return (
    <>
      <OnCanvas view={view} />
      <CompareMenu entry={entry} now={view.now} />
      {entries.length > 0 && (
        <Menu entries={entries}>
          <Button>
            Retry from a step
            <ChevronDown size={12} aria-hidden />
          </Button>
        </Menu>
      )}
      {canRetry && (
        <Button look="primary" onClick={() => retryFrom(view)}>
          <RotateCw size={14} aria-hidden />
          {failed === undefined ? 'Retry what had not ended' : `Retry from ${view.nameOf(failed)}`}
        </Button>
      )}
    </>
  );
}

function ProgressBar({ view }: { view: RunView }) {
  const nodes = view.model.graph.root.nodes.map(({ id }) => view.nodeRun(id));
  const progress = progressOf(nodes, view.now);
  if (!progress) return null;
  return (
    <span className="run-bar">
      <span className="progress" aria-hidden>
        <i style={{ width: `${(progress.done / progress.all) * 100}%` }} />
      </span>
      <span className="cap">{progress.text}</span>
    </span>
  );
}

function OnCanvas({ view }: { view: RunView }) {
  const { path } = view.entry.flow;
  if (path === undefined) return null;
  return (
    <IconButton
      name="Show this run on the canvas"
      icon={<Workflow size={16} aria-hidden />}
      onClick={() => {
        openFlow(path).then(() => showRunOn(path, view.run));
      }}
    />
  );
}

function Parent({ view }: { view: RunView }) {
  const { parent } = view.entry;
  if (!parent) return null;
  return (
    <>
      , {parent.retry ? 'a retry of ' : parent.step === undefined ? 'after the failure of ' : 'called by '}
      <button type="button" className="link mono" onClick={() => showRun(parent.run)}>
        {runName(parent.run)}
      </button>
    </>
  );
}

/** A run of one node, to try it out. */
function Only({ view }: { view: RunView }) {
  const only = view.fold.state.start?.only;
  return only === undefined ? null : `, only ${view.nameOf(only.slice(only.lastIndexOf('/') + 1))}`;
}

/** Nodes that were not run but gave what was pinned. */
function Pinned({ view }: { view: RunView }) {
  const pinned = Object.keys(view.fold.state.start?.pins ?? {});
  const used = pinned.filter((node) => view.flow.nodes[node] && view.nodeRun(node).pinned);
  return used.length === 0 ? null : `, pinned: ${used.map(view.nameOf).join(', ')}`;
}

function Behind({ view }: { view: RunView }) {
  const { flow } = view.entry;
  const current = useCurrentHash(flow.path);
  return current !== undefined && current !== flow.hash ? ', edited since' : null;
}

/** What the flow's file says now. */
function useCurrentHash(path: string | undefined): string | undefined {
  return useWorkspace(({ flows }) => flows.find((flow) => flow.path === path)?.hash);
}

interface Summary {
  state: NodeState;
  text: string;
}

/** How the run went, in a few words: iterations that failed count even where the flow went on. */
function summaryOf(view: RunView): Summary {
  const { model } = view;
  let failed = 0;
  let all = 0;
  for (const [id, { shape }] of model.graph.nodes) {
    if (shape.container === undefined || shape.container === 'try') continue;
    const count = failedIterations(model, id);
    if (count.failed === 0) continue;
    failed += count.failed;
    all += count.all;
  }
  const share = failed > 0 ? `, ${formatCount(failed)} of ${plural(all, 'iteration')} failed` : '';
  if (isGoing(view)) {
    const steps = [...model.open.values()].filter(({ track }) => !model.graph.nodes.get(track.id)?.inner);
    if (steps.some(({ wait }) => wait?.wait.for === 'decision'))
      return { state: 'doubt', text: `in doubt${share}` };
    const waits = steps.length > 0 && steps.every(({ wait }) => wait !== undefined);
    return waits
      ? { state: 'waiting', text: `waiting${share}` }
      : { state: 'running', text: `running${share}` };
  }
  if (model.finishedAt === undefined)
    return { state: 'later', text: `reading, ${plural(model.steps, 'step')} so far` };
  if (model.status === 'succeeded') {
    const routed = [...model.graph.root.nodes].reduce(
      (sum, { id, inner }) => (inner ? sum : sum + (view.nodeRun(id).out.error ?? 0)),
      0,
    );
    if (failed > 0) return { state: 'warning', text: `done${share}` };
    if (routed > 0) return { state: 'warning', text: `done, ${plural(routed, 'item')} failed` };
    return { state: 'done', text: 'done' };
  }
  return {
    state: RUN_STATES[model.status],
    text: `${model.status === 'cancelled' ? 'cancelled' : 'failed'}${share}`,
  };
}

function ran({ model }: RunView, id: string): boolean {
  const track = model.nodes.get(id);
  return track !== undefined && track.steps > 0;
}

async function cancel(run: string): Promise<void> {
  try {
    await engine.runs.cancel({ run });
  } catch (thrown) {
    tellFailure(`The run cannot be cancelled: ${sentenceOf(thrown)}`);
  }
}
