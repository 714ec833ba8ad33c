import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import type { EventEntry } from '#contract/api';
import { engine, sentenceOf } from '#renderer/api';
import { showEvent, useEditor } from '#renderer/editor';
import { refreshRefused } from '#renderer/inbox';
import { Button, Dialog, tellFailure } from '#renderer/ui';
import { loadEvents } from './events-store.ts';

/** Takes an event in once more. Where it did not prove where it comes from, that is asked about. */
export function ReplayButton({ entry }: { entry: EventEntry }) {
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const replay = async () => {
    setAsks(false);
    setBusy(true);
    try {
      const { event } = await engine.events.replay({ event: entry.event });
      // Whoever has gone elsewhere meanwhile is left there.
      const { page, event: shown } = useEditor.getState();
      if (page === 'events' && shown === entry.event) showEvent(event);
      await loadEvents();
      await refreshRefused();
    } catch (thrown) {
      tellFailure(sentenceOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  const doubtful = entry.state === 'quarantined' || entry.state === 'repeated';
  return (
    <>
      <Button disabled={busy} onClick={() => (doubtful ? setAsks(true) : replay())}>
        <RotateCw size={14} aria-hidden />
        {doubtful ? 'Replay…' : 'Replay'}
      </Button>
      {asks && (
        <Dialog
          title="Replay this call?"
          text={`${entry.reason ?? ''} If you replay it, a run starts with it as though it were genuine. Do that only if you know who sent it.`}
          onClose={() => setAsks(false)}
          actions={
            <>
              <Button onClick={() => setAsks(false)}>Leave it</Button>
              <Button look="danger" onClick={replay}>
                It is genuine: start a run
              </Button>
            </>
          }
        />
      )}
    </>
  );
}
