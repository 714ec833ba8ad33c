import type { Binding } from './binding-table.ts';
import type { Bindings } from './bindings.ts';

/** Bindings chosen for the moment, and for every other slot those that are kept. */
export function chosenBindings(
  chosen: readonly Binding[],
  kept: Pick<Bindings, 'find'>,
): Pick<Bindings, 'find'> {
  return {
    find(flow, slot) {
      const choice = chosen.find((binding) => binding.flow === flow && binding.slot === slot);
      return choice?.credential ?? kept.find(flow, slot);
    },
  };
}
