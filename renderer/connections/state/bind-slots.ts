import { engine } from '#renderer/api';
import { checkDocument, flowAt } from '#renderer/document';
import { tellFailure } from '#renderer/ui';
import { refreshConnections } from './connections.ts';
import { failureOf } from './failure.ts';
import { readSlots } from './slots.ts';

/** Binds slots of an open flow on this machine; null takes the credential away. Says whether it worked. */
export async function bindSlots(
  path: string,
  chosen: Readonly<Record<string, string | null>>,
): Promise<boolean> {
  const flow = flowAt(path)?.id;
  if (flow === undefined) return false;
  try {
    const bindings = Object.entries(chosen).map(([slot, credential]) => ({ flow, slot, credential }));
    await engine.connections.bindSlots({ bindings });
    await Promise.all([refreshConnections(), readSlots(path), checkDocument(path)]);
    return true;
  } catch (thrown) {
    const { message, hint } = failureOf(thrown);
    tellFailure(`The slot cannot be bound: ${message}`, hint);
    return false;
  }
}
