import { useEffect } from 'react';
import { useConnection } from '#renderer/api';
import { flowAt, useDocument } from '#renderer/document';
import { useEditor } from '#renderer/editor';
import { unboundSlots } from '../model/slots.ts';
import { useAsks } from '../state/asks.ts';
import { readSlots } from '../state/slots.ts';
import { useConnections } from '../state/store.ts';
import { askedBefore, rememberAsked } from './asked-before.ts';

/** Asks once for each flow that comes to the front with slots that nothing fills here. */
export function useAskToBind(): void {
  const path = useEditor((state) => (state.page === 'flows' ? state.active : undefined));
  const ready = useDocument(path)?.history !== undefined;
  const known = useConnections((state) => state.entries !== undefined);
  const epoch = useConnection((state) => state.epoch);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new connection may be to another engine
  useEffect(() => {
    if (path !== undefined && ready && known) askToBind(path).catch(() => undefined);
  }, [path, ready, known, epoch]);
}

async function askToBind(path: string): Promise<void> {
  const flow = flowAt(path);
  if (!flow || Object.keys(flow.connections ?? {}).length === 0) return;
  const empty = unboundSlots(await readSlots(path)).map(({ slot }) => slot);
  if (empty.length === 0 || askedBefore(flow.id, empty) || useAsks.getState().bind !== undefined) return;
  rememberAsked(flow.id, empty);
  useAsks.setState({ bind: path });
}
