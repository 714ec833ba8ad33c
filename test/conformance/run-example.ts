import type { Item, NodeDefinition, NodeExample, Outputs } from '#contract/node';
import { catalogue } from '#nodes';
import { type Abilities, inputsOf, runNode } from '#nodes/testing';
import { evaluateParams } from './evaluate-params.ts';

/** Every example of the catalogue, for `test.each`. */
export const examples = [...catalogue.values()].flatMap((definition) =>
  definition.examples.map((example) => ({
    name: `${definition.type}: ${example.title}`,
    definition,
    example,
  })),
);

/** Runs an example with its expressions evaluated for each item. */
export function runExample(
  definition: NodeDefinition,
  { params, input }: Pick<NodeExample, 'params' | 'input'>,
  abilities?: Abilities,
): Promise<Outputs> {
  const items = Object.values(inputsOf(definition, input ?? [])).flat();
  const paramsAt = (_: Item | undefined, index: number) => evaluateParams(definition, params, items, index);
  return runNode(definition, paramsAt, input, abilities);
}
