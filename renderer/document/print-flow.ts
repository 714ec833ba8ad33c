import type { Flow } from '#contract/flow';
import { type JsonTree, jsonTree } from './json-tree.ts';

/** Longest line that an object or a list is put on. */
const WIDTH = 110;
/** Down to here objects are always written over several lines: flow, nodes, a node, its parameters. */
const OPEN_DEPTH = 4;

/**
 * Writes a flow as a file. What is as in `base` stays as it was written there, to
 * the space; so an edit of one parameter is a diff of one line, whoever laid out
 * the file.
 */
export function printFlow(flow: Flow, base?: string): string {
  const tree = base === undefined ? undefined : readLayout(base);
  const end = base === undefined || base.endsWith('\n') ? '\n' : '';
  return print(flow, tree, base ?? '', 0, 0) + end;
}

function readLayout(base: string): JsonTree | undefined {
  try {
    return jsonTree(base);
  } catch {
    // Not JSON (a file broken by hand): there is no layout to keep.
    return undefined;
  }
}

/** @param used characters that stand on the line before the value */
function print(
  value: unknown,
  tree: JsonTree | undefined,
  base: string,
  depth: number,
  used: number,
): string {
  const flat = JSON.stringify(value);
  if (tree && tree.flat === flat) return base.slice(tree.start, tree.end);
  if (typeof value !== 'object' || value === null) return flat;
  const list = Array.isArray(value);
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  if (entries.length === 0) return list ? '[]' : '{}';
  const open = tree ? tree.broken : opens(value, depth, list);
  if (!open) {
    const line = oneLine(value);
    if (used + line.length <= WIDTH) return line;
  }
  const indent = '  '.repeat(depth + 1);
  const lines = entries.map(([key, child]) => {
    const head = list ? '' : `${JSON.stringify(key)}: `;
    const shown = print(child, tree?.children.get(key), base, depth + 1, indent.length + head.length + 1);
    return `${indent}${head}${shown}`;
  });
  const [left, right] = list ? '[]' : '{}';
  return `${left}\n${lines.join(',\n')}\n${'  '.repeat(depth)}${right}`;
}

/** Numbers, as in positions, stay on one line; all else near the root is opened. */
function opens(value: object, depth: number, list: boolean): boolean {
  if (list)
    return (
      depth < OPEN_DEPTH &&
      (value as unknown[]).some((entry) => typeof entry === 'object' || depth < 2) &&
      !(value as unknown[]).every((entry) => typeof entry === 'number')
    );
  return depth < OPEN_DEPTH;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, child]) => `${JSON.stringify(key)}: ${oneLine(child)}`).join(', ')} }`;
}
