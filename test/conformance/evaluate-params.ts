import { fieldMeta, type Item, type NodeDefinition } from '#contract/node';

type Params = Record<string, unknown>;
type Path = readonly (string | number)[];

/**
 * The parameters of an example at one of its items. Expressions are evaluated as
 * plain JavaScript, since examples are our own code; `#engine/expression` has its
 * own tests.
 */
export function evaluateParams(definition: NodeDefinition, params: Params, item: Item | undefined): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, evaluate(definition, [name], value, item)]),
  );
}

function evaluate(definition: NodeDefinition, path: Path, value: unknown, item: Item | undefined): unknown {
  const { literal, deferred } = fieldMeta(definition, path);
  if (literal || deferred) return value;
  if (typeof value === 'string') return evaluateText(value, item);
  if (Array.isArray(value))
    return value.map((entry, index) => evaluate(definition, [...path, index], entry, item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, evaluate(definition, [...path, key], inner, item)]),
  );
}

function evaluateText(text: string, item: Item | undefined): unknown {
  const compute = (source: string): unknown => new Function('$json', `return (${source});`)(item?.json ?? {});
  const [, whole] = /^\{\{((?:(?!\}\}).)+)\}\}$/.exec(text) ?? [];
  if (whole) return compute(whole);
  return text.replace(/\{\{(.+?)\}\}/g, (_, source: string) => String(compute(source)));
}
