import { createHash, randomUUID } from 'node:crypto';

/** Identity of a flow as triggers see it; stays the same over renames and activations. */
export function newActivationId(): string {
  return randomUUID().replaceAll('-', '');
}

/**
 * The run of one start: the same however often it is asked for, so that it starts once.
 *
 * @param key what tells the start apart from all others of the trigger
 */
export function runIdOf(activation: string, node: string, key: string): string {
  const name = JSON.stringify([activation, node, key]);
  return `run_${createHash('sha256').update(name).digest('hex').slice(0, 20)}`;
}
