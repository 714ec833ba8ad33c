import type { Item, NodeDefinition } from '#contract/node';

/**
 * The checked parameters of an example for one of its items. Expressions are
 * evaluated as plain JavaScript: examples are our own code.
 */
export function evaluateParams(
  definition: NodeDefinition,
  raw: Record<string, unknown>,
  items: readonly Item[],
  index: number,
): unknown {
  const shape: Record<string, { meta(): { literal?: boolean; deferred?: boolean } | undefined }> =
    definition.params.shape;
  const entries = Object.entries(raw).map(([name, value]) => {
    const meta = shape[name]?.meta() ?? {};
    return [name, meta.literal || meta.deferred ? value : evaluate(value, items[index])];
  });
  return definition.params.parse(Object.fromEntries(entries));
}

function evaluate(value: unknown, item: Item | undefined): unknown {
  if (typeof value === 'string') return evaluateText(value, item);
  if (Array.isArray(value)) return value.map((entry) => evaluate(entry, item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, evaluate(inner, item)]));
}

const EXPRESSION = /\{\{(.+?)\}\}/g;

function evaluateText(text: string, item: Item | undefined): unknown {
  const compute = (source: string): unknown => new Function('$json', `return (${source});`)(item?.json ?? {});
  const [, whole] = /^\{\{(.+?)\}\}$/.exec(text) ?? [];
  if (whole) return compute(whole);
  return text.replace(EXPRESSION, (_, source: string) => String(compute(source)));
}
