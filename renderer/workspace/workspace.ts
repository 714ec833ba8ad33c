import { create } from 'zustand';
import type { FlowEntry } from '#contract/api';
import { refreshActivations, startActivations } from '#renderer/activation';
import { engine, follow, useConnection } from '#renderer/api';
import { keepSaved, takeOutsideChange } from '#renderer/document';
import { useRuns } from '#renderer/run';

interface Workspace {
  root: string;
  name: string;
  flows: readonly FlowEntry[];
  loaded: boolean;
}

/** The workspace's flow files. */
export const useWorkspace = create<Workspace>(() => ({ root: '', name: '', flows: [], loaded: false }));

/** Asks the engine for the list anew. */
export async function refreshWorkspace(): Promise<void> {
  await refreshFlows();
  await refreshActivations();
}

async function refreshFlows(): Promise<void> {
  const list = await engine.workspace.list();
  useWorkspace.setState({ ...list, loaded: true });
}

/** Resolves once the list is there. */
export function workspaceLoaded(): Promise<void> {
  if (useWorkspace.getState().loaded) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = useWorkspace.subscribe(({ loaded }) => {
      if (!loaded) return;
      stop();
      resolve();
    });
  });
}

/** Loads the list, follows changes on disk and which flows are active, and keeps open documents saved; until `signal` aborts. */
export function startWorkspace(signal: AbortSignal): void {
  let stopSaving: (() => void) | undefined;
  const stop = useConnection.subscribe((now, before) => {
    if (now.epoch === before.epoch) return;
    refreshWorkspace()
      .then(() => {
        stopSaving ??= keepSaved(useWorkspace.getState().root);
      })
      .catch(() => undefined);
  });
  // The list tells how the newest run of each flow stands.
  const stopRuns = useRuns.subscribe(({ shown }, before) => {
    if (Object.keys(shown).some((path) => shown[path]?.status !== before.shown[path]?.status))
      soon(refreshFlows);
  });
  signal.addEventListener('abort', () => {
    stop();
    stopRuns();
    stopSaving?.();
  });
  startActivations(signal, () => soon(refreshFlows));
  follow(
    (until) => engine.workspace.watch(undefined, { signal: until }),
    (change) => {
      takeOutsideChange(change).catch(() => undefined);
      soon(refreshWorkspace);
    },
    signal,
  ).catch(() => undefined);
}

const waiting = new Map<() => Promise<void>, ReturnType<typeof setTimeout>>();

/** Many files may change at once, and many runs end: one list serves them all. */
function soon(refresh: () => Promise<void>): void {
  if (waiting.has(refresh)) return;
  const act = () => {
    waiting.delete(refresh);
    refresh().catch(() => undefined);
  };
  waiting.set(refresh, setTimeout(act, 150));
}
