import { create } from 'zustand';
import type { RefusedEvents } from '#contract/api';
import { engine, useConnection } from '#renderer/api';

interface Refused {
  /** Flows with events of the last 24 hours that started nothing. */
  flows: readonly RefusedEvents[];
}

/** What came from outside and started nothing. */
const useRefused = create<Refused>(() => ({ flows: [] }));

const LOOK_EVERY = 3000;

/** Subscribes to the counts of one flow. */
export function useRefusedOf(path: string): RefusedEvents | undefined {
  return useRefused(({ flows }) => flows.find(({ flow }) => flow === path));
}

/** Subscribes to how many events were put into quarantine, of all flows. */
export function useQuarantined(): number {
  return useRefused(({ flows }) => flows.reduce((sum, { quarantined }) => sum + quarantined, 0));
}

/** Asks the engine anew. */
export async function refreshRefused(): Promise<void> {
  useRefused.setState({ flows: await engine.events.refused() });
}

/** Keeps the counts fresh while the window is seen, until `signal` aborts. */
export function startInbox(signal: AbortSignal): void {
  // While the engine is away the counts stay as they were.
  const look = () => refreshRefused().catch(() => undefined);
  const stop = useConnection.subscribe((now, before) => {
    if (now.epoch !== before.epoch) look();
  });
  const timer = setInterval(() => {
    const open = useConnection.getState().state === 'open';
    if (open && document.visibilityState === 'visible') look();
  }, LOOK_EVERY);
  signal.addEventListener('abort', () => {
    stop();
    clearInterval(timer);
  });
}
