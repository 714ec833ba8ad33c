import { type Pins, pinOf } from '#contract/fixtures';
import type { GraphNode } from '#contract/flow';
import type { PortOutputs } from '#contract/run';

/**
 * What a node gives where its output is pinned; undefined where it is not. Ports
 * that it no longer has are left out.
 *
 * @param itemsIn how many items came to it, where that is known
 */
export function pinnedOutputs(
  { id, shape }: GraphNode,
  pins: Pins,
  itemsIn: number | undefined,
): PortOutputs | undefined {
  const ports = pinOf(pins, id);
  if (!ports) return undefined;
  const given = Object.entries(ports).filter(
    ([port, items]) => items.length > 0 && shape.outputs.includes(port),
  );
  return Object.fromEntries(
    given.map(([port, items]) => {
      // As many items as came in: most likely one of each, as when they were pinned.
      const oneForOne = given.length === 1 && items.length === itemsIn;
      return [port, oneForOne ? { items } : { items, from: 'all' as const }];
    }),
  );
}
