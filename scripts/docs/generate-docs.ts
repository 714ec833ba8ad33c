import { flowJsonSchema } from '#contract/flow';
import { catalogue } from '#nodes';
import { nodeReference } from './node-reference.ts';

/** The generated documents: text by path from the repository's root. */
export function generateDocs(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/flow.schema.json', `${JSON.stringify(flowJsonSchema(), null, 2)}\n`],
    ['docs/nodes.md', nodeReference(catalogue)],
  ]);
}
