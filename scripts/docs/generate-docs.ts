import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeConnectionType } from '#contract/connection';
import { flowJsonSchema } from '#contract/flow';
import { connectionPresets, connectionTypes } from '#engine/credentials';
import { catalogue } from '#nodes';
import { connectionReference } from './connection-reference.ts';
import { fillHelp } from './fill-help.ts';
import { nodeReference } from './node-reference.ts';

const root = dirname(dirname(import.meta.dirname));

/** The generated documents, wholly or in parts: text by path from the repository's root. */
export function generateDocs(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/flow.schema.json', `${JSON.stringify(flowJsonSchema(), null, 2)}\n`],
    ['docs/cli.md', fillHelp(readFileSync(join(root, 'docs', 'cli.md'), 'utf8'))],
    ['docs/nodes.md', nodeReference(catalogue)],
    [
      'docs/connections.md',
      connectionReference([...connectionTypes.values()].map(describeConnectionType), connectionPresets),
    ],
  ]);
}
