import type { EdgeEnd, ParsedEdge } from './edge.ts';
import { COLLECT, EACH, type GraphEdge, type GraphNode, type NodeShape } from './graph.ts';
import type { Problem } from './problem.ts';

/** Resolves an edge's ends, ports and scope, or says what is wrong with it. */
export function placeEdge(
  edge: ParsedEdge,
  nodes: ReadonlyMap<string, GraphNode>,
  shapes: ReadonlyMap<string, NodeShape>,
): GraphEdge | Problem {
  const from = nodes.get(edge.from.node);
  const to = nodes.get(edge.to.node);
  if (!from) return missing(edge, edge.from, nodes);
  if (!to) return missing(edge, edge.to, nodes);

  const entering =
    edge.from.port === EACH && from.inner !== undefined && (to.scope === from.inner || to === from);
  const leaving =
    edge.to.port === COLLECT && to.inner !== undefined && (from.scope === to.inner || to === from);
  if (entering && leaving && from.inner)
    return { scope: from.inner, from: undefined, fromPort: EACH, to: undefined, toPort: COLLECT };

  const fromScope = entering ? from.inner : from.scope;
  const toScope = leaving ? to.inner : to.scope;
  if (!fromScope || fromScope !== toScope) return crossing(edge, from, to);

  const fromPort = entering ? EACH : (edge.from.port ?? from.shape.outputs[0] ?? 'out');
  const toPort = leaving ? COLLECT : (edge.to.port ?? to.shape.inputs[0] ?? 'in');
  const wrong =
    (!entering && shapes.has(from.id) && wrongOutput(edge, from, fromPort)) ||
    (!leaving && shapes.has(to.id) && wrongInput(edge, to, toPort));
  if (wrong) return wrong;
  return {
    scope: fromScope,
    from: entering ? undefined : from,
    fromPort,
    to: leaving ? undefined : to,
    toPort,
  };
}

/** One problem per cycle: the nodes on it, in order. */
export function findCycles(nodes: ReadonlyMap<string, GraphNode>): Problem[] {
  const problems: Problem[] = [];
  const state = new Map<GraphNode, 'open' | 'done'>();
  for (const start of nodes.values()) {
    if (state.has(start)) continue;
    // An own stack instead of recursion: flows of thousands of nodes in a row are legal.
    const path: { node: GraphNode; next: number }[] = [{ node: start, next: 0 }];
    state.set(start, 'open');
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const target = top.node.outgoing[top.next++]?.to;
      if (top.next > top.node.outgoing.length) {
        state.set(top.node, 'done');
        path.pop();
      } else if (target && !state.has(target)) {
        state.set(target, 'open');
        path.push({ node: target, next: 0 });
      } else if (target && state.get(target) === 'open') {
        const from = path.findIndex((entry) => entry.node === target);
        problems.push(cycleProblem(path.slice(from).map((entry) => entry.node)));
      }
    }
  }
  return problems;
}

function cycleProblem(nodes: readonly GraphNode[]): Problem {
  const round = [...nodes, nodes[0]].map((node) => node?.id).join(' -> ');
  return {
    severity: 'error',
    code: 'CYCLE',
    ...(nodes[0] ? { node: nodes[0].id } : {}),
    message: `the edges form a cycle: ${round}`,
    hint: 'Put what repeats into a control.forEach or control.repeat.',
  };
}

function missing(edge: ParsedEdge, end: EdgeEnd, nodes: ReadonlyMap<string, GraphNode>): Problem {
  return problem(edge, 'UNKNOWN_NODE', `"${edge.text}" names the node "${end.node}", which does not exist`, {
    hint: `The nodes are ${list([...nodes.keys()])}.`,
  });
}

function crossing(edge: ParsedEdge, from: GraphNode, to: GraphNode): Problem {
  const hint =
    to.scope === from.inner
      ? `Items enter "${from.id}" by its each port: "${from.id}:${EACH} -> ${to.id}".`
      : from.scope === to.inner
        ? `Items leave "${to.id}" by its collect port: "${from.id} -> ${to.id}:${COLLECT}".`
        : 'Edges stay within one container; wire through its each and collect ports, or move one node.';
  return problem(edge, 'EDGE_ACROSS_SCOPES', `"${edge.text}" leads from ${place(from)} into ${place(to)}`, {
    node: from.id,
    hint,
  });
}

function place(node: GraphNode): string {
  const container = node.scope.container;
  return container ? `the container "${container.id}"` : 'the flow itself';
}

function wrongOutput(edge: ParsedEdge, node: GraphNode, port: string): Problem | undefined {
  const { outputs } = node.shape;
  if (outputs.includes(port)) return undefined;
  const hint =
    port === 'error'
      ? `Set "onError": "route" on "${node.id}" to give it an error port.`
      : outputs.length === 0
        ? 'Nothing leaves this node; remove the edge.'
        : `Its ports are ${list(outputs)}.`;
  return problem(
    edge,
    'UNKNOWN_PORT',
    `"${edge.text}" leaves "${node.id}" by a port "${port}" that it has not`,
    {
      node: node.id,
      hint,
    },
  );
}

function wrongInput(edge: ParsedEdge, node: GraphNode, port: string): Problem | undefined {
  const { inputs } = node.shape;
  if (inputs.includes(port)) return undefined;
  const hint =
    inputs.length === 0 ? 'A trigger starts runs; nothing leads into it.' : `Its ports are ${list(inputs)}.`;
  return problem(
    edge,
    'UNKNOWN_PORT',
    `"${edge.text}" enters "${node.id}" by a port "${port}" that it has not`,
    {
      node: node.id,
      hint,
    },
  );
}

function problem(
  edge: ParsedEdge,
  code: string,
  message: string,
  rest: { node?: string; hint: string },
): Problem {
  return { severity: 'error', code, edge: edge.text, message, ...rest };
}

/** `"a", "b" and 3 more`, so that a message stays one sentence in a large flow. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `"${name}"`);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
