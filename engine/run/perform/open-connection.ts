import type { Connection } from '#engine/credentials';
import type { RunHost } from './step-run.ts';

/**
 * Opens what is bound to a node's connection slot, before the node does anything: sending
 * without signing in would look like an answer and be none. The run masks its secrets from now on.
 *
 * @throws UserError where nothing is bound, or nothing that fits
 */
export function openConnection({ flow, state, services }: RunHost, name: string): Promise<Connection> {
  const { id, connections } = flow.flow;
  const slot = connections?.[name];
  const { masker } = services;
  return services.connections.openSlot(
    { flow: id, slot: name, type: slot?.type, hosts: slot?.hosts },
    { run: state.start?.run ?? '', learn: (secrets) => masker.learn(secrets) },
  );
}

/**
 * Learns again what a run had opened before the engine died: pieces of secrets may stand in
 * what its steps gave. A slot that cannot be opened now is left to the step that needs it.
 */
export async function learnAgain(host: RunHost): Promise<void> {
  const slots = new Set([...host.flow.nodes.values()].map(({ node }) => node.connection));
  slots.delete(undefined);
  await Promise.allSettled([...slots].map((name) => openConnection(host, String(name))));
}
