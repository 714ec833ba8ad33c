import { Zap } from 'lucide-react';
import type { FlowActivation, TriggerEntry } from '#contract/api';
import { showFlow, showParam } from '#renderer/editor';
import { Button, Dialog, plural, StateGlyph } from '#renderer/ui';
import { useActivations } from './activations.ts';
import { hideOverview, showOverview, useOverview } from './overview-store.ts';
import { describeActivation, formatMoment, MOOD_WORDS, moodOf } from './words.ts';
import './activation.css';

/** In the status bar: how many flows are active, with the way to their triggers. */
export function ActiveFlowsButton() {
  const flows = useShownFlows();
  if (flows.length === 0) return null;
  const active = flows.filter(({ state }) => state === 'active').length;
  const failing = flows.some((flow) => ['troubled', 'failed'].includes(moodOf(flow)));
  return (
    <button type="button" className="status-part" onClick={showOverview}>
      {failing ? <StateGlyph state="failed" silent /> : <Zap size={12} aria-hidden />}
      {plural(active, 'active flow')}
      {failing && ', trouble'}
    </button>
  );
}

/** All active flows with their triggers: what each waits for, and what went wrong last. */
export function ActiveFlows() {
  const open = useOverview((state) => state.open);
  const flows = useShownFlows();
  if (!open) return null;
  return (
    <Dialog
      title="Active flows"
      wide
      onClose={hideOverview}
      actions={<Button onClick={hideOverview}>Close</Button>}
    >
      {flows.length === 0 ? (
        <div className="empty">No flow is active.</div>
      ) : (
        <ul className="active-flows">
          {flows.map((flow) => (
            <ActiveFlow key={flow.path} flow={flow} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function ActiveFlow({ flow }: { flow: FlowActivation }) {
  const { path, triggers, waiting, running, error } = flow;
  const open = () => {
    hideOverview();
    showFlow(path);
  };
  return (
    <li>
      <div className="row">
        <button type="button" className="link" title={describeActivation(flow)} onClick={open}>
          {path}
        </button>
        <span className="cap">{MOOD_WORDS[moodOf(flow)]}</span>
        <span className="grow" />
        <span className="cap">
          {plural(running, 'run')} at work, {plural(waiting, 'start waits', 'starts wait')}
        </span>
      </div>
      {error && <p className="trigger-state is-error">{error.message}</p>}
      {triggers.map((trigger) => (
        <TriggerLine key={trigger.node} path={path} trigger={trigger} />
      ))}
    </li>
  );
}

function TriggerLine({ path, trigger }: { path: string; trigger: TriggerEntry }) {
  const { node, condition, lastError } = trigger;
  const open = () => {
    hideOverview();
    showFlow(path);
    showParam(node);
  };
  return (
    <div className="trigger-line">
      <StateGlyph state={GLYPHS[condition.state]} />
      <button type="button" className="link mono" onClick={open}>
        {node}
      </button>
      <span className="grow">
        {condition.state === 'waiting' && `next at ${formatMoment(condition.until)}`}
        {condition.state === 'listening' && (condition.url ?? 'listens')}
        {condition.state === 'error' && `${condition.message} ${condition.hint ?? ''}`}
        {lastError && condition.state !== 'error' && (
          <small>
            Last trouble, {formatMoment(lastError.at)}: {lastError.message}
          </small>
        )}
      </span>
    </div>
  );
}

const GLYPHS = { listening: 'running', waiting: 'waiting', error: 'failed' } as const;

/** Those that are active, or were to be and could not. */
function useShownFlows(): readonly FlowActivation[] {
  const flows = useActivations((state) => state.flows);
  return Object.values(flows)
    .filter(({ state }) => state !== 'inactive')
    .sort((a, b) => a.path.localeCompare(b.path));
}
