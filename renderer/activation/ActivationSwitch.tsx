import { useState } from 'react';
import { useConnection } from '#renderer/api';
import { Button, StateGlyph, Tooltip, tellFailure } from '#renderer/ui';
import { useActivation } from './activations.ts';
import { activateFlow, deactivateFlow } from './switch-flow.ts';
import { describeActivation, failing, moodOf } from './words.ts';
import './activation.css';

/** Switches a flow on and off, and says where what is active is not what one sees, or does not work. */
export function ActivationSwitch({ root, path }: { root: string; path: string }) {
  const flow = useActivation(path);
  const open = useConnection((state) => state.state === 'open');
  const [busy, setBusy] = useState(false);
  const mood = moodOf(flow);
  const on = flow?.state === 'active' || flow?.state === 'activating';
  const switching = busy || mood === 'busy';
  const act = async (what: () => Promise<void>) => {
    setBusy(true);
    await what();
    setBusy(false);
  };
  return (
    <div className="activation">
      <Tooltip text={describeActivation(flow)}>
        <label className="activation-label">
          <button
            type="button"
            role="switch"
            className="switch"
            aria-checked={on}
            aria-label="Active"
            aria-busy={switching}
            disabled={!open || switching}
            onClick={() => act(() => (on ? deactivateFlow(path) : activateFlow(root, path)))}
          />
          {switching ? 'Switching…' : on ? 'Active' : 'Not active'}
        </label>
      </Tooltip>
      {mood === 'changed' && (
        <Tooltip text="What is active is the flow as it was: edits since then count when it is activated again.">
          <Button small disabled={!open || busy} onClick={() => act(() => activateFlow(root, path))}>
            <StateGlyph state="warning" silent />
            Activate again
          </Button>
        </Tooltip>
      )}
      {mood === 'failed' && (
        <TroubleButton text="Could not be activated" {...(flow?.error ?? { message: '', hint: undefined })} />
      )}
      {mood === 'troubled' && flow && <FailingTrigger condition={failing(flow)?.condition} />}
    </div>
  );
}

function FailingTrigger({
  condition,
}: {
  condition: { state: string; message?: string; hint?: string } | undefined;
}) {
  return <TroubleButton text="A trigger fails" message={condition?.message ?? ''} hint={condition?.hint} />;
}

/** Says in two words that something is wrong, and all of it when asked. */
function TroubleButton({ text, message, hint }: { text: string; message: string; hint: string | undefined }) {
  return (
    <Tooltip text={[message, hint].filter(Boolean).join(' ')}>
      <Button small look="bare" className="activation-trouble" onClick={() => tellFailure(message, hint)}>
        <StateGlyph state="failed" silent />
        {text}
      </Button>
    </Tooltip>
  );
}
