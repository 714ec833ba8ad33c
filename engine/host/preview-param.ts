import { FlowError } from '#contract/error';
import { buildGraph, type Flow, type FlowGraph, type GraphNode, type NodeShape } from '#contract/flow';
import type { Catalogue, Item } from '#contract/node';
import {
  ArrayList,
  apply,
  gatherInput,
  memoryLists,
  newRunState,
  type RunState,
  type Scope,
} from '#contract/run';
import { compileParams, type Sandbox } from '#engine/expression';
import { StepEnv } from '#engine/run';
import type { FoldedRun } from './past-steps.ts';

/** The flow as it stands in the editor: it may have problems, and nodes that never ran. */
export interface EditedFlow {
  flow: Flow;
  shapes: ReadonlyMap<string, NodeShape>;
}

export interface PreviewOptions {
  node: string;
  /** A template or a tree of them. */
  param: unknown;
  /** The run whose data to use; without it the trigger's sample is all there is. */
  run: FoldedRun | undefined;
  /** Key of the step whose input to take; default the node's newest. */
  step: string | undefined;
  /** Which item of the input, from 0. */
  item: number;
  /** Without a run: what a trigger has given, instead of its own sample. */
  sample?: { trigger: string; items: readonly Item[] } | undefined;
  signal: AbortSignal;
}

export type PreviewResult = { ok: true; value: unknown } | { ok: false; message: string; hint?: string };

/**
 * Evaluates a parameter as it would be for one item of a node's input: the wires
 * are those of the edited flow, the data is that of the run. So a node that was
 * added after the run sees what would come in.
 */
export async function previewParam(
  { flow, shapes }: EditedFlow,
  tools: { catalogue: Catalogue; sandbox: Sandbox },
  options: PreviewOptions,
): Promise<PreviewResult> {
  const { graph } = buildGraph(flow, shapes);
  const node = graph.nodes.get(options.node);
  if (!node) return { ok: false, message: `The flow has no node "${options.node}" of a known type.` };
  const sample = options.run
    ? undefined
    : (givenSample(graph, options.sample) ?? sampleOf(graph, tools.catalogue));
  const state = options.run?.state ?? sampledRun(graph, sample?.trigger, sample?.items ?? []);
  const scope = scopeFor(node, options) ?? state.root;
  const placed = placedIn(node, state.graph, scope);
  const wired = gatherInput(scope, placed.incoming);
  const input = sample && wired.length === 0 ? new ArrayList(sample.items) : wired;
  const params = compileParams(options.param, { isLiteral: () => false });
  if (options.item >= input.length && params.uses.item) return tooFew(input.length);
  const item = options.item < input.length ? input.at(options.item) : { json: {} };
  const names = new Map(Object.entries(flow.nodes).map(([id, { name }]) => [name ?? id, id]));
  const env = new StepEnv({
    host: { flow: { flow, graph: state.graph, names, timezone: zoneOf(flow) }, state },
    compiled: { graph: placed },
    key: scope.prefix + node.id,
    scope,
    input,
    startedAt: options.run?.newest.get(node.id)?.startedAt ?? Date.now(),
  });
  const [value] = await params.evaluateMany(env, [item], options.item, tools.sandbox, options.signal);
  if (value instanceof FlowError) {
    return { ok: false, message: value.message, ...(value.hint === undefined ? {} : { hint: value.hint }) };
  }
  return { ok: true, value };
}

function zoneOf(flow: Flow): string {
  return flow.settings?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The scope of the step that was asked for, of the node's newest step, or of the newest step before it. */
function scopeFor(node: GraphNode, { run, step }: PreviewOptions): Scope | undefined {
  if (!run) return undefined;
  const found = (step === undefined ? undefined : run.steps.get(step)) ?? run.newest.get(node.id);
  if (found) return found.scope;
  for (const { from } of node.incoming) {
    const before = from && run.newest.get(from.id);
    if (before) return before.scope;
  }
  return undefined;
}

/** The node with its wires, as a node of the run's graph. */
function placedIn(node: GraphNode, graph: FlowGraph, scope: Scope): GraphNode {
  const incoming = node.incoming
    .map((edge) => ({ ...edge, from: edge.from && graph.nodes.get(edge.from.id) }))
    .filter((edge, index) => edge.from?.scope === scope.graph || !node.incoming[index]?.from);
  const index = graph.nodes.get(node.id)?.index ?? scope.graph.nodes.length;
  return { ...node, index, scope: scope.graph, incoming };
}

function givenSample(
  graph: FlowGraph,
  sample: PreviewOptions['sample'],
): { trigger: GraphNode; items: readonly Item[] } | undefined {
  const trigger = graph.nodes.get(sample?.trigger ?? '');
  return trigger?.shape.trigger && sample ? { trigger, items: sample.items } : undefined;
}

function sampleOf(
  graph: FlowGraph,
  catalogue: Catalogue,
): { trigger: GraphNode; items: readonly Item[] } | undefined {
  const triggers = graph.root.nodes.filter(({ shape }) => shape.trigger);
  const trigger = triggers.find(({ node }) => node.type === 'trigger.manual') ?? triggers[0];
  const definition = trigger && catalogue.get(trigger.node.type);
  if (!definition || !('sample' in definition)) return undefined;
  const params = definition.params.safeParse(trigger.node.params ?? {});
  return { trigger, items: params.success ? definition.sample(params.data, Date.now()) : [] };
}

/** A run in which nothing but the trigger has run. */
function sampledRun(graph: FlowGraph, trigger: GraphNode | undefined, items: readonly Item[]): RunState {
  const state = newRunState({ graph, lists: memoryLists, retain: 'all', parallelBranches: false });
  if (!trigger) return state;
  const at = Date.now();
  apply(state, {
    type: 'run.started',
    at,
    run: 'preview',
    flow: { id: 'preview', name: 'preview', hash: '' },
    trigger: trigger.id,
    seed: 'preview',
    vars: {},
    trust: false,
  });
  apply(state, { type: 'step.succeeded', at, step: trigger.id, ms: 0, out: { out: { items } } });
  return state;
}

function tooFew(length: number): PreviewResult {
  if (length > 0) return { ok: false, message: `Only ${length} items came in here.` };
  return { ok: false, message: 'Nothing has come in here yet.', hint: 'Run the flow to see values.' };
}
