import type { Flow } from '#contract/flow';

/** Ids of the nodes in which a text occurs: id, name, type, parameters, notes; in the order of the file. */
export function findNodes(flow: Flow, text: string): string[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  return Object.entries(flow.nodes)
    .filter(([id, node]) => {
      const words = [id, node.name ?? '', node.type, node.notes ?? '', ...texts(node.params)];
      return words.some((word) => word.toLowerCase().includes(wanted));
    })
    .map(([id]) => id);
}

/** Every text in a tree, keys included. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    Array.isArray(value) ? texts(inner) : [key, ...texts(inner)],
  );
}
