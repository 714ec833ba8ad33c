import { fieldMeta, type Item, isJsonObject, type JsonObject, type NodeDefinition } from '#contract/node';
import { compileParams, type ExpressionEnv } from '#engine/expression';
import { NOW } from '#nodes/testing';

/**
 * The parameters of an example, its expressions evaluated for one of its items.
 * Deferred ones stay as they are. Examples keep to what needs no sandbox.
 */
export function evaluateParams(
  definition: NodeDefinition,
  params: JsonObject,
  items: readonly Item[],
  index: number,
): JsonObject {
  const compiled = compileParams(params, {
    isLiteral: (path) => {
      const { literal, deferred } = fieldMeta(definition, path);
      return literal === true || deferred === true;
    },
  });
  if (!compiled.isSync) throw new Error(`An example of ${definition.type} needs the sandbox.`);
  const value = compiled.evaluateOne(envOver(items), items[index] ?? { json: {} }, index);
  if (!isJsonObject(value)) throw new Error(`The parameters of ${definition.type} are no object any more.`);
  return value;
}

function envOver(items: readonly Item[]): ExpressionEnv {
  return {
    run: { id: 'example', startedAt: NOW },
    flow: { id: 'example', name: 'Example' },
    vars: {},
    now: NOW,
    timezone: 'UTC',
    seed: 'example',
    iteration: undefined,
    links: {},
    input: () => items,
    node: () => undefined,
  };
}
