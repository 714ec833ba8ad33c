import type { NodeDefinition } from './define-node.ts';

/** The output ports of a placed node, `error` not included. */
export function outputPorts(definition: NodeDefinition, params: unknown): readonly string[] {
  const { outputs } = definition;
  if (typeof outputs === 'function') return outputs(params);
  return outputs ?? ['out'];
}

/** The input ports of a placed node; `wired` are the port names that edges use. */
export function inputPorts(
  definition: NodeDefinition,
  params: unknown,
  wired: readonly string[],
): readonly string[] {
  if ('sample' in definition) return [];
  const { inputs } = definition;
  if (typeof inputs === 'function') return inputs(params, wired);
  return inputs ?? ['in'];
}
