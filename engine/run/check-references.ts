import type { Flow, FlowGraph, GraphNode, Problem, ScopeGraph } from '#contract/flow';
import type { CompiledNode } from './compile-flow.ts';
import { nearest } from './nearest.ts';

/**
 * What is wrong with how nodes refer to each other and stand in the flow, and
 * which nodes' outputs must be kept because expressions ask for them.
 */
export function checkReferences(
  flow: Flow,
  graph: FlowGraph,
  nodes: ReadonlyMap<string, CompiledNode>,
  names: ReadonlyMap<string, string>,
): { retain: ReadonlySet<string> | 'all'; problems: Problem[] } {
  const problems: Problem[] = [];
  const retained = new Set<string>();
  let anyNode = false;
  for (const node of nodes.values()) {
    for (const compiled of [node.params.main, ...node.params.deferred.values()]) {
      anyNode ||= compiled.uses.anyNode;
      for (const name of compiled.uses.nodes) {
        const id = graph.nodes.has(name) ? name : names.get(name);
        const target = id === undefined ? undefined : graph.nodes.get(id);
        const problem = referenceProblem(node, name, target, graph, names);
        if (problem) problems.push(problem);
        else if (target) retained.add(target.id);
      }
    }
    problems.push(...placeProblems(node));
  }
  problems.push(...triggerProblems(flow, nodes), ...connectionProblems(flow, nodes));
  return { retain: anyNode ? 'all' : retained, problems };
}

function referenceProblem(
  node: CompiledNode,
  name: string,
  target: GraphNode | undefined,
  graph: FlowGraph,
  names: ReadonlyMap<string, string>,
): Problem | undefined {
  const base = { severity: 'error' as const, code: 'BAD_REFERENCE', node: node.id };
  if (!target) {
    const like = nearest(name, [...graph.nodes.keys(), ...names.keys()]);
    return {
      ...base,
      message: `an expression asks for $('${name}'), but no node has this id or name`,
      hint: like ? `Did you mean $('${like}')?` : 'Use the id or the display name of a node.',
    };
  }
  if (!isInReach(node.graph.scope, target.scope)) {
    return {
      ...base,
      message: `an expression asks for $('${name}'), which is inside "${target.scope.container?.id}"`,
      hint: `Read what the container gives instead: $('${target.scope.container?.id}').`,
    };
  }
  return undefined;
}

/** Expressions read their own scope and those around it, never inner ones. */
function isInReach(from: ScopeGraph, target: ScopeGraph): boolean {
  for (let scope: ScopeGraph | undefined = from; scope; scope = scope.container?.scope) {
    if (scope === target) return true;
  }
  return false;
}

function placeProblems({ id, graph, definition }: CompiledNode): Problem[] {
  const problems: Problem[] = [];
  const { container } = graph.scope;
  if ('direct' in definition && endsIteration(definition.type) && !insideLoop(graph.scope)) {
    problems.push({
      severity: 'error',
      code: 'OUTSIDE_LOOP',
      node: id,
      message: `${definition.type} stands outside of a loop`,
      hint: 'Put it into a control.forEach or control.repeat.',
    });
  }
  if (graph.shape.trigger && container) {
    problems.push({
      severity: 'error',
      code: 'TRIGGER_IN_CONTAINER',
      node: id,
      message: `the trigger stands inside "${container.id}"`,
      hint: 'Triggers start the flow; move it out of the container.',
    });
  }
  if (!graph.shape.trigger && graph.incoming.length === 0) {
    problems.push({
      severity: 'warning',
      code: 'NEVER_RUNS',
      node: id,
      message: 'nothing leads to this node, so it never runs',
      hint: container
        ? `Wire it from "${container.id}:each" or from a node inside.`
        : 'Wire it, or remove it.',
    });
  }
  if (
    graph.inner &&
    graph.inner.exit.length === 0 &&
    graph.outgoing.some((edge) => edge.fromPort === 'done')
  ) {
    problems.push({
      severity: 'warning',
      code: 'NOTHING_COLLECTED',
      node: id,
      message: `nothing is wired to "${id}:collect", so nothing ever comes out of done`,
      hint: `Wire the last node inside: "node -> ${id}:collect".`,
    });
  }
  return problems;
}

function endsIteration(type: string): boolean {
  return type === 'control.next' || type === 'control.stopLoop';
}

function insideLoop(from: ScopeGraph): boolean {
  for (let at = from.container; at; at = at.scope.container) {
    if (at.shape.container !== 'try') return true;
  }
  return false;
}

function triggerProblems(flow: Flow, nodes: ReadonlyMap<string, CompiledNode>): Problem[] {
  const known = Object.keys(flow.nodes).every((id) => nodes.has(id));
  if (!known || [...nodes.values()].some((node) => node.graph.shape.trigger)) return [];
  return [
    {
      severity: 'error',
      code: 'NO_TRIGGER',
      message: 'nothing starts this flow: it has no trigger',
      hint: 'Add a trigger.manual node and wire it to the first node.',
    },
  ];
}

function connectionProblems(flow: Flow, nodes: ReadonlyMap<string, CompiledNode>): Problem[] {
  const problems: Problem[] = [];
  for (const { id, node, definition } of nodes.values()) {
    if (node.connection === undefined) continue;
    const slot = flow.connections?.[node.connection];
    if (!slot) {
      problems.push({
        severity: 'error',
        code: 'UNKNOWN_CONNECTION',
        node: id,
        message: `it uses the connection slot "${node.connection}", which the flow does not declare`,
        hint: `Add "${node.connection}" to "connections".`,
      });
    } else if (definition.connection && !definition.connection.includes(slot.type)) {
      problems.push({
        severity: 'error',
        code: 'CONNECTION_TYPE',
        node: id,
        message: `it cannot use the connection slot "${node.connection}", which is for ${slot.type}`,
        hint: `${definition.title} takes ${definition.connection.join(', ')}.`,
      });
    }
  }
  return problems;
}
