import { UserError } from '#contract/error';
import type { StepRun } from './step-run.ts';

/**
 * Refuses a step whose node signs in through a connection slot while no credential
 * is bound to it: sending without one would look like an answer and be none.
 *
 * @throws UserError `CONNECTION_NOT_BOUND`
 */
export function checkBound({ compiled, host }: StepRun): void {
  const slot = compiled.node.connection;
  if (slot === undefined) return;
  const type = host.flow.flow.connections?.[slot]?.type;
  const what = type === undefined ? '' : ` (${type})`;
  throw new UserError(
    `the connection slot "${slot}"${what} is not bound to a credential on this machine; nothing was sent`,
    {
      code: 'CONNECTION_NOT_BOUND',
      hint: `Bind "${slot}" to a credential, or remove the connection from the node to send without signing in.`,
    },
  );
}
