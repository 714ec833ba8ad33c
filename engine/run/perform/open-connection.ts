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
 * How a run that is taken up again learns the secrets it had opened before: pieces of them may
 * stand in what its steps gave. Only once a step is about to act, because a run that waits must not
 * make a keychain ask for its password. A slot that cannot be opened is left to the step that needs it.
 *
 * @param done called when it has learned them
 * @returns undefined where the flow has no connections
 */
export function relearning(host: RunHost, done: () => void): (() => Promise<void>) | undefined {
  const slots = new Set<string>();
  for (const { node } of host.flow.nodes.values())
    if (node.connection !== undefined) slots.add(node.connection);
  if (slots.size === 0) return undefined;
  let learned: Promise<void> | undefined;
  return () => {
    learned ??= Promise.allSettled([...slots].map((slot) => openConnection(host, slot))).then(done);
    return learned;
  };
}
