import { describeNode, type NodeDescription } from '#contract/node';
import { catalogue } from '#nodes';

/** The real node types as the window knows them. */
export const nodeTypes: ReadonlyMap<string, NodeDescription> = new Map(
  [...catalogue].map(([name, definition]) => [name, describeNode(definition)]),
);

/** Throws where a node type would not take these parameters. */
export function checkParams(type: string, params: object): void {
  const definition = catalogue.get(type);
  if (!definition) throw new Error(`there is no node type ${type}`);
  definition.params.parse(params);
}
