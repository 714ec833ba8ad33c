import { engine, follow, useConnection } from '#renderer/api';
import { checkDocument, useDocuments } from '#renderer/document';
import { freshTrouble } from '../model/health.ts';
import { useConnections } from './store.ts';
import { tellTrouble } from './tell-trouble.ts';

/** Keeps the list as the engine has it, until `signal` aborts. */
export function startConnections(signal: AbortSignal): void {
  const stop = useConnection.subscribe((now, before) => {
    if (now.epoch !== before.epoch) loadTypes().catch(() => undefined);
  });
  signal.addEventListener('abort', stop);
  follow(
    async (until) => {
      const changes = await engine.connections.watch(undefined, { signal: until });
      await refreshConnections();
      return changes;
    },
    () => {
      refreshConnections()
        .then(checkOpenFlows)
        .catch(() => undefined);
    },
    signal,
  ).catch(() => undefined);
}

/** Reads credentials and vault anew, and tells of those that have come to need the user. */
export async function refreshConnections(): Promise<void> {
  const [entries, vault] = await Promise.all([engine.connections.list(), engine.connections.vault()]);
  const before = useConnections.getState().entries;
  useConnections.setState({ entries, vault });
  for (const entry of freshTrouble(before, entries)) tellTrouble(entry);
}

async function loadTypes(): Promise<void> {
  const { types, presets } = await engine.connections.types();
  useConnections.setState({ types: new Map(types.map((type) => [type.type, type])), presets });
}

/** What is bound decides whether a flow has the problem of an empty slot. */
async function checkOpenFlows(): Promise<void> {
  const paths = Object.keys(useDocuments.getState().documents);
  await Promise.all(paths.map((path) => checkDocument(path)));
}
