import type { Flow } from '#contract/flow';
import { CopyLine, StateGlyph } from '#renderer/ui';
import { useActivation } from './activations.ts';
import { formatMoment } from './words.ts';
import './activation.css';

/** How a trigger of an active flow is, and what went wrong with it last. */
export function TriggerState({ path, node, flow }: { path: string; node: string; flow: Flow }) {
  const entry = useActivation(path)?.triggers.find((trigger) => trigger.node === node);
  if (!entry) return null;
  const { condition, lastError } = entry;
  const zone = zoneOf(flow, node);
  if (condition.state === 'error') {
    return (
      <p className="trigger-state is-error">
        <StateGlyph state="failed" />
        <span>
          {condition.message} {condition.hint}
        </span>
      </p>
    );
  }
  return (
    <div className="trigger-state">
      <StateGlyph state={condition.state === 'waiting' ? 'waiting' : 'running'} silent />
      <div className="grow">
        {condition.state === 'waiting' ? `Waits for ${formatMoment(condition.until, zone)}` : 'Listens'}
        {condition.state === 'listening' && condition.url !== undefined && !tellsAddress(flow, node) && (
          <CopyLine label="URL" text={condition.url} />
        )}
        {lastError && (
          <small>
            Last trouble, {formatMoment(lastError.at, zone)}: {lastError.message}
          </small>
        )}
      </div>
    </div>
  );
}

/** Whether the node's own section tells where it is called. */
function tellsAddress(flow: Flow, node: string): boolean {
  return flow.nodes[node]?.type === 'trigger.webhook';
}

/** The zone in which the times of a node are told. */
function zoneOf(flow: Flow, node: string): string | undefined {
  const own = flow.nodes[node]?.params?.timezone;
  const zone = typeof own === 'string' && own !== '' ? own : flow.settings?.timezone;
  return zone !== undefined && isZone(zone) ? zone : undefined;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
