import type { Connection } from '#engine/credentials';
import type { StepRun } from './step-run.ts';

/**
 * Opens what is bound to the node's connection slot, before the node does anything:
 * sending without signing in would look like an answer and be none.
 *
 * @returns undefined for nodes that name no slot
 * @throws UserError where nothing is bound, or nothing that fits
 */
export async function openConnection({ compiled, host, runId }: StepRun): Promise<Connection | undefined> {
  const name = compiled.node.connection;
  if (name === undefined) return undefined;
  const { id: flow, connections } = host.flow.flow;
  const slot = connections?.[name];
  const { masker } = host.services;
  return host.services.connections.openSlot(
    { flow, slot: name, type: slot?.type, hosts: slot?.hosts },
    { run: runId, learn: (secrets) => masker.learn(secrets) },
  );
}
