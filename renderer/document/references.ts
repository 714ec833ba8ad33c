import type { Flow, FlowNode } from '#contract/flow';

/**
 * A copy of a flow in which expressions that name a node by one of `from` name it
 * by `to`: `$('Old')` becomes `$('New')`, in whatever quotes.
 */
export function renameReferences(flow: Flow, from: string, to: string): Flow {
  const pattern = new RegExp(`\\$\\(\\s*(['"\`])${escapePattern(from)}\\1\\s*\\)`, 'g');
  const write = (_: string, quote: string) =>
    `$(${quote}${to.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)}${quote})`;
  const rewrite = (value: unknown): unknown => {
    if (typeof value === 'string') return value.includes('$(') ? value.replace(pattern, write) : value;
    if (Array.isArray(value)) return mapList(value, rewrite);
    if (typeof value === 'object' && value !== null)
      return mapObject(value as Record<string, unknown>, rewrite);
    return value;
  };
  return { ...flow, nodes: mapObject(flow.nodes, (node) => renameInNode(node, rewrite)) };
}

function renameInNode(node: FlowNode, rewrite: (value: unknown) => unknown): FlowNode {
  const params = rewrite(node.params) as FlowNode['params'];
  return params === node.params || params === undefined ? node : { ...node, params };
}

/** Keeps the very object where nothing in it changed, so that memory and comparisons stay cheap. */
function mapObject<T>(object: Record<string, T>, map: (value: T) => unknown): Record<string, T> {
  let changed = false;
  const entries = Object.entries(object).map(([key, value]) => {
    const next = map(value);
    changed ||= next !== value;
    return [key, next];
  });
  return changed ? Object.fromEntries(entries) : object;
}

function mapList(list: readonly unknown[], map: (value: unknown) => unknown): readonly unknown[] {
  const next = list.map(map);
  return next.some((value, index) => value !== list[index]) ? next : list;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
