import { UserError } from '#contract/error';
import { type Catalogue, inputPorts, outputPorts } from '#contract/node';
import { checkNode } from './check-node.ts';
import type { CompiledFlow } from './compile-flow.ts';
import { compileNodeParams } from './node-params.ts';

/** A flow with other parameters for one of its nodes; the flow that is given stays as it is. */
export function withParams(flow: CompiledFlow, id: string, raw: Record<string, unknown>): CompiledFlow {
  const node = flow.nodes.get(id);
  if (!node) return flow;
  const nodes = new Map(flow.nodes);
  nodes.set(id, { ...node, params: compileNodeParams(raw, node.definition) });
  return { ...flow, nodes };
}

/**
 * Whether a node of a run under way can get these parameters.
 *
 * @throws UserError `BAD_PARAMETER` where they are not valid, or would give the node other ports
 */
export function checkEditedParams(
  flow: CompiledFlow,
  id: string,
  raw: Record<string, unknown>,
  catalogue: Catalogue,
): void {
  const compiled = flow.nodes.get(id);
  if (!compiled) throw new UserError(`The flow has no node "${id}".`, { code: 'UNKNOWN_NODE' });
  const { definition, graph } = compiled;
  const params = compileNodeParams(raw, definition);
  const problem = checkNode(id, { ...compiled.node, params: raw }, definition, params, catalogue).find(
    ({ severity }) => severity === 'error',
  );
  if (problem) {
    const place = problem.param === undefined ? id : `${id}, ${problem.param}`;
    throw new UserError(`${place}: ${problem.message}`, { code: 'BAD_PARAMETER', hint: problem.hint ?? '' });
  }
  const settled = params.fixed ?? params.raw;
  const wired = [...new Set(graph.incoming.map(({ toPort }) => toPort))];
  const routed = compiled.node.onError === 'route' && !outputPorts(definition, settled).includes('error');
  const outputs = [...outputPorts(definition, settled), ...(routed ? ['error'] : [])];
  const same = (a: readonly string[], b: readonly string[]) => a.join('\n') === b.join('\n');
  if (same(outputs, graph.shape.outputs) && same(inputPorts(definition, settled, wired), graph.shape.inputs))
    return;
  throw new UserError(`These parameters would give "${id}" other ports.`, {
    code: 'BAD_PARAMETER',
    hint: 'Change the flow, and fork the run before this node with the current version.',
  });
}
