import {
  buildGraph,
  type Flow,
  type FlowGraph,
  type FlowNode,
  type GraphNode,
  type NodeShape,
  type Problem,
  parseDuration,
  parseEdge,
  secretProblems,
} from '#contract/flow';
import { type Catalogue, inputPorts, type NodeDefinition, outputPorts } from '#contract/node';
import { checkNode } from './check-node.ts';
import { checkReferences } from './check-references.ts';
import { compileNodeParams, type NodeParams } from './node-params.ts';
import { type RetryPolicy, retryPolicy } from './retry.ts';

/** A flow ready to run: resolved, compiled, checked. */
export interface CompiledFlow {
  flow: Flow;
  graph: FlowGraph;
  nodes: ReadonlyMap<string, CompiledNode>;
  /** Ids by display name, for `$('Name')`. */
  names: ReadonlyMap<string, string>;
  /** Nodes whose outputs some expression may ask for. */
  retain: ReadonlySet<string> | 'all';
  /** IANA zone. */
  timezone: string;
  /** Milliseconds a run may take. */
  timeout: number | undefined;
}

export interface CompiledNode {
  id: string;
  node: FlowNode;
  definition: NodeDefinition;
  params: NodeParams;
  graph: GraphNode;
  /** First output port. */
  mainPort: string | undefined;
  /** What becomes of items that fail; `catch` inside a try. */
  onError: 'stop' | 'route' | 'continue' | 'catch';
  retry: RetryPolicy | undefined;
  /** Milliseconds one attempt may take. */
  timeout: number | undefined;
  /** The handler is known to be asynchronous, so trying it synchronously would only run it twice. */
  isAsync: boolean;
}

/**
 * Compiles a flow against a catalogue. Finds every problem; `compiled` is there
 * only where none of them is an error.
 */
export function compileFlow(
  flow: Flow,
  catalogue: Catalogue,
): { compiled?: CompiledFlow; problems: Problem[]; shapes: ReadonlyMap<string, NodeShape> } {
  const problems: Problem[] = [];
  const parts = new Map<string, { definition: NodeDefinition; params: NodeParams }>();
  const shapes = new Map<string, NodeShape>();
  const wired = wiredInputs(flow);
  for (const [id, node] of Object.entries(flow.nodes)) {
    const definition = catalogue.get(node.type);
    const raw = definition ? upgraded(node, definition) : {};
    const params = definition && compileNodeParams(raw, definition);
    problems.push(...checkNode(id, node, definition, params, catalogue));
    if (!definition || !params) continue;
    parts.set(id, { definition, params });
    shapes.set(id, shapeOf(node, definition, params, wired.get(id) ?? []));
  }
  const { graph, problems: graphProblems } = buildGraph(flow, shapes);
  problems.push(...graphProblems);
  const names = new Map(Object.entries(flow.nodes).map(([id, node]) => [node.name ?? id, id]));
  const nodes = new Map<string, CompiledNode>();
  for (const [id, { definition, params }] of parts) {
    const graphNode = graph.nodes.get(id);
    if (graphNode) nodes.set(id, compiledNode(graphNode, definition, params));
  }
  const { retain, problems: referenceProblems } = checkReferences(flow, graph, nodes, names);
  problems.push(...referenceProblems, ...secretProblems(flow));
  if (problems.some((problem) => problem.severity === 'error')) return { problems, shapes };
  const compiled: CompiledFlow = {
    flow,
    graph,
    nodes,
    names,
    retain,
    timezone: flow.settings?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    timeout: flow.settings?.timeout === undefined ? undefined : parseDuration(flow.settings.timeout),
  };
  return { compiled, problems, shapes };
}

function compiledNode(graph: GraphNode, definition: NodeDefinition, params: NodeParams): CompiledNode {
  const { node } = graph;
  const caught = graph.scope.container?.shape.container === 'try';
  const onError = node.onError ?? 'stop';
  return {
    id: graph.id,
    node,
    definition,
    params,
    graph,
    mainPort: graph.shape.outputs[0],
    onError: onError === 'stop' && caught ? 'catch' : onError,
    retry: node.retry && retryPolicy(node.retry),
    timeout: node.timeout === undefined ? undefined : parseDuration(node.timeout),
    isAsync: isDeclaredAsync(definition),
  };
}

function isDeclaredAsync(definition: NodeDefinition): boolean {
  const handler =
    'run' in definition ? definition.run : 'runAll' in definition ? definition.runAll : undefined;
  return handler?.constructor.name.startsWith('Async') ?? false;
}

function upgraded(node: FlowNode, definition: NodeDefinition): Record<string, unknown> {
  const params = node.params ?? {};
  const version = node.version ?? definition.version;
  return version < definition.version && definition.upgrade ? definition.upgrade(params, version) : params;
}

/** Ports may depend on parameters; where those are wrong the node's own problem says so, and ports are not checked. */
function shapeOf(
  node: FlowNode,
  definition: NodeDefinition,
  params: NodeParams,
  wired: readonly string[],
): NodeShape {
  const shape = {
    trigger: 'sample' in definition,
    runOnEmpty: node.runOnEmpty ?? definition.runOnEmpty ?? false,
    ...('container' in definition ? { container: definition.container } : {}),
  };
  try {
    const settled = params.fixed ?? params.raw;
    const outputs = [...outputPorts(definition, settled)];
    if (node.onError === 'route' && !outputs.includes('error')) outputs.push('error');
    return { ...shape, inputs: inputPorts(definition, settled, wired), outputs };
  } catch {
    return { ...shape, inputs: ['in'], outputs: ['out'] };
  }
}

/** By node, the input ports that edges name. */
function wiredInputs(flow: Flow): Map<string, string[]> {
  const wired = new Map<string, string[]>();
  for (const text of flow.edges ?? []) {
    const end = parseEdge(text)?.to;
    if (end?.port === undefined) continue;
    const ports = wired.get(end.node);
    if (!ports) wired.set(end.node, [end.port]);
    else if (!ports.includes(end.port)) ports.push(end.port);
  }
  return wired;
}
