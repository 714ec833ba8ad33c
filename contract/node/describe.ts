import type { Effects, NodeDefinition, NodeExample, NodeGroup, Replay } from './define-node.ts';
import { formOf } from './field-meta.ts';
import { inputPorts, outputPorts } from './ports.ts';

/** Which of the handlers a definition has. */
export type NodeKind = 'item' | 'list' | 'stream' | 'trigger' | 'container' | 'directive';

export interface PortsDescription {
  /** Port names; when `computed`, those of the default parameters. */
  names: readonly string[];
  /** Whether the parameters or the edges decide which ports there are. */
  computed: boolean;
}

/** A node type as JSON: what the editor, the command line and the docs know of it. */
export interface NodeDescription {
  type: string;
  version: number;
  title: string;
  summary: string;
  docs?: string;
  group: NodeGroup;
  icon: string;
  kind: NodeKind;
  /** JSON Schema (2020-12) of the parameters as written in a flow; `FieldMeta` stands in each property. */
  params: Record<string, unknown>;
  inputs: PortsDescription;
  /** `error` not included. */
  outputs: PortsDescription;
  /** Connection types accepted; absent when the node needs none. */
  connection?: readonly string[];
  /** `computed` when the parameters decide. */
  replay: Replay | 'computed';
  effects: Effects | 'computed';
  runOnEmpty: boolean;
  /** A trigger whose next times can be told. */
  byClock?: true;
  needsTrust: boolean;
  examples: readonly NodeExample[];
}

/** Which kind of node a definition is. */
export function nodeKind(definition: NodeDefinition): NodeKind {
  if ('run' in definition) return 'item';
  if ('runAll' in definition) return 'list';
  if ('runStream' in definition) return 'stream';
  if ('sample' in definition) return 'trigger';
  return 'container' in definition ? 'container' : 'directive';
}

/** Describes a node type without its code: survives a round trip through JSON. */
export function describeNode(definition: NodeDefinition): NodeDescription {
  const { type, version, title, summary, docs, group, icon, connection, replay, effects } = definition;
  return {
    type,
    version,
    title,
    summary,
    ...(docs === undefined ? {} : { docs }),
    group,
    icon,
    kind: nodeKind(definition),
    params: formOf(definition),
    inputs: describePorts(definition.inputs, definition, (params) => inputPorts(definition, params, [])),
    outputs: describePorts(definition.outputs, definition, (params) => outputPorts(definition, params)),
    ...(connection === undefined ? {} : { connection }),
    replay: typeof replay === 'function' ? 'computed' : replay,
    effects: typeof effects === 'function' ? 'computed' : effects,
    runOnEmpty: definition.runOnEmpty ?? false,
    ...('nextTimes' in definition ? { byClock: true } : {}),
    needsTrust: definition.needsTrust ?? false,
    examples: definition.examples,
  };
}

function describePorts(
  declared: unknown,
  definition: NodeDefinition,
  portsOf: (params: unknown) => readonly string[],
): PortsDescription {
  if (typeof declared !== 'function') return { names: portsOf(undefined), computed: false };
  const defaults = definition.params.safeParse({});
  return { names: defaults.success ? portsOf(defaults.data) : [], computed: true };
}
