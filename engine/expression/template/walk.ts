import type { Node } from 'acorn';

/** Whether a value is a syntax node. */
function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** The direct children of a syntax node, in source order of their fields. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) found.push(...value.filter(isNode));
    else if (isNode(value)) found.push(value);
  }
  return found;
}

/** Calls `visit` on a node and all below it, parents first. Ancestors: the nearest is last. */
export function walk(node: Node, visit: (node: Node, ancestors: readonly Node[]) => void): void {
  const ancestors: Node[] = [];
  const enter = (current: Node): void => {
    visit(current, ancestors);
    ancestors.push(current);
    for (const child of children(current)) enter(child);
    ancestors.pop();
  };
  enter(node);
}
