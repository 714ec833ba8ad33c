import { EngineError } from '#contract/error';
import type { Catalogue, NodeDefinition } from '#contract/node';
import { connectNodes } from './connect/index.ts';
import { controlNodes } from './control/index.ts';
import { dataNodes } from './data/index.ts';
import { fileNodes } from './files/index.ts';
import { triggerNodes } from './trigger/index.ts';

export { parseCsvText } from './files/index.ts';

/** Every node type that comes with Flowbench, in the order of the palette. */
const builtIn = [
  ...triggerNodes,
  ...controlNodes,
  ...dataNodes,
  ...fileNodes,
  ...connectNodes,
] satisfies readonly NodeDefinition[];

/** The built-in node types by type. */
export const catalogue: Catalogue = toCatalogue(builtIn);

/** Makes a catalogue of node definitions; throws an `EngineError` when two have the same type. */
export function toCatalogue(definitions: readonly NodeDefinition[]): Catalogue {
  const byType = new Map<string, NodeDefinition>();
  for (const definition of definitions) {
    if (byType.has(definition.type)) throw new EngineError(`There are two node types "${definition.type}"`);
    byType.set(definition.type, definition);
  }
  return byType;
}
