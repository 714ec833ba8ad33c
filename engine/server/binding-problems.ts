import type { BoundSlot } from '#contract/connection';
import type { Flow, Problem } from '#contract/flow';

/**
 * Slots that nodes use and nothing fills on this machine, as a problem of each node. Warnings:
 * the flow itself is right, and runs up to there.
 */
export function bindingProblems(flow: Flow, slots: readonly BoundSlot[]): Problem[] {
  return slots
    .filter(({ credential }) => credential === undefined)
    .flatMap(({ slot, nodes }) =>
      nodes
        .filter((node) => flow.nodes[node]?.disabled !== true)
        .map((node) => ({
          severity: 'warning' as const,
          code: 'CONNECTION_NOT_BOUND',
          node,
          param: 'connection',
          message: `the connection slot "${slot}" is not bound to a credential on this machine`,
          hint: 'Bind it at the node: a run stops there, and nothing is sent.',
        })),
    );
}
