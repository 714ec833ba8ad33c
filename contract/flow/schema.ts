import { z } from 'zod';
import { DURATION, DURATION_FORM } from './duration.ts';

/** The format version this build reads and writes. */
export const FORMAT_VERSION = 1;

const duration = z
  .string()
  .regex(DURATION, DURATION_FORM)
  .describe('A duration: a number and ms, s, m, h or d.');

const retry = z
  .looseObject({
    attempts: z.int().min(1).max(1000).describe('Tries in all, the first included.'),
    delay: duration.optional().describe('Wait before the second try; default 1s.'),
    factor: z.number().min(1).optional().describe('Each wait is this many times the one before; default 2.'),
    maxDelay: duration
      .optional()
      .describe('Longest wait; default 5m, or the first wait where that is longer.'),
    jitter: z.number().min(0).max(1).optional().describe('Share of each wait that is random; default 0.2.'),
    on: z
      .array(z.string())
      .optional()
      .describe('Error codes to retry; default all that may pass by themselves.'),
  })
  .describe('When to try again after a failure.');

const node = z.looseObject({
  type: z.string().min(1).describe('Node type, for example `http.request`.'),
  version: z.int().min(1).optional().describe('Version of the node type the parameters were written for.'),
  name: z.string().min(1).optional().describe('Display name; default the id.'),
  in: z.string().optional().describe('Id of the container this node is in.'),
  connection: z.string().optional().describe('Connection slot this node uses.'),
  params: z.record(z.string(), z.unknown()).optional().describe('Parameters; see the node reference.'),
  onError: z.enum(['stop', 'route', 'continue']).optional().describe('What happens to items that fail.'),
  retry: retry.optional(),
  timeout: duration.optional().describe('Longest time one attempt may take.'),
  concurrency: z.int().min(1).max(1000).optional().describe('Items worked on at once by a per-item node.'),
  runOnEmpty: z.boolean().optional().describe('Runs with an empty list when nothing was delivered.'),
  disabled: z.boolean().optional().describe('Items pass through untouched.'),
  inDoubt: z
    .enum(['ask', 'retry', 'skip'])
    .optional()
    .describe('After a crash, for an effect that had begun and must not be repeated blindly; default ask.'),
  notes: z.string().optional(),
});

const settings = z.looseObject({
  timezone: z.string().optional().describe('IANA time zone; default the machine’s.'),
  timeout: duration.optional().describe('Longest time a run may take.'),
  parallelBranches: z
    .boolean()
    .optional()
    .describe('Start all ready nodes at once instead of in file order.'),
  onFailure: z.string().optional().describe('Path of the flow that is run when a run of this one fails.'),
  concurrency: z
    .looseObject({
      mode: z.enum(['queue', 'parallel', 'skip', 'replace']).optional(),
      key: z.string().optional(),
    })
    .optional()
    .describe(
      'What happens to starts while another run is going on: with `queue`, triggers start one run at a time. The rest is kept; not acted on yet.',
    ),
  record: z
    .enum(['all', 'failed', 'none'])
    .optional()
    .describe('Whose data the run history is to keep. Kept; not acted on yet: it keeps all.'),
});

const slot = z.looseObject({
  type: z.string().describe('Connection type, for example `http.bearer`.'),
  hosts: z.array(z.string()).optional().describe('Hosts this connection may be used with.'),
});

/** The flow file. Unknown fields are kept, so that files survive older builds. */
export const flowSchema = z.looseObject({
  flowbench: z.literal(FORMAT_VERSION).describe('Format version.'),
  id: z.string().min(1).describe('Identity of the flow across renames.'),
  name: z.string().min(1),
  description: z.string().optional(),
  owner: z.string().optional().describe('Who answers for the flow.'),
  settings: settings.optional(),
  connections: z
    .record(z.string(), slot)
    .optional()
    .describe('Connection slots by name; secrets are never here.'),
  nodes: z.record(
    z
      .string()
      .regex(
        /^[A-Za-z0-9_][\w-]*$/,
        'a node id is made of letters, digits, "_" and "-", for example "new-lead"',
      ),
    node,
  ),
  edges: z
    .array(z.string())
    .optional()
    .describe('`from -> to`, with `:port` after an id where it is not the first.'),
  view: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Positions and notes on the canvas; never changes meaning.'),
});

/** A flow as it stands in its file, checked and migrated. */
export type Flow = z.output<typeof flowSchema>;
/** A node's placement in a flow. */
export type FlowNode = Flow['nodes'][string];
/** A node's retry settings. */
export type RetrySettings = NonNullable<FlowNode['retry']>;

/** JSON Schema of the flow file, for editors and `docs/`. */
export function flowJsonSchema(): object {
  return { title: 'Flowbench flow', ...z.toJSONSchema(flowSchema) };
}
