import { useEffect } from 'react';
import { create } from 'zustand';
import type { BoundSlot } from '#contract/connection';
import type { Flow } from '#contract/flow';
import { engine, useConnection } from '#renderer/api';
import { documentAt, documentText, useFlow } from '#renderer/document';
import { useConnections } from './store.ts';

const useBoundSlots = create<{ slots: Readonly<Record<string, readonly BoundSlot[]>> }>(() => ({
  slots: {},
}));

/** Asks what fills the slots of an open flow; a later edit of it makes the answer void. */
export async function readSlots(path: string): Promise<readonly BoundSlot[]> {
  const document = documentAt(path);
  if (!document?.history) return [];
  const { slots } = await engine.connections.slots({ text: documentText(document) });
  useBoundSlots.setState((state) => ({ slots: { ...state.slots, [path]: slots } }));
  return slots;
}

/** The slots of an open flow with what fills them here; undefined until the engine has answered. */
export function useSlots(path: string): readonly BoundSlot[] | undefined {
  const flow = useFlow(path);
  const entries = useConnections((state) => state.entries);
  const epoch = useConnection((state) => state.epoch);
  const about = flow && aboutSlots(flow);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read anew whenever one of these is another
  useEffect(() => {
    if (about !== undefined) readSlots(path).catch(() => undefined);
  }, [path, about, entries, epoch]);
  return useBoundSlots((state) => state.slots[path]);
}

/** The part of a flow that its slots depend on. */
function aboutSlots(flow: Flow): string {
  const used = Object.entries(flow.nodes).map(([id, { connection }]) => [id, connection]);
  return JSON.stringify([flow.id, flow.connections, used]);
}
