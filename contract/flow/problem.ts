/** Something wrong in a flow, said in one sentence with its place. */
export interface Problem {
  severity: 'error' | 'warning';
  /** Stable and upper-case: `UNKNOWN_TYPE`, `CYCLE`, `BAD_PARAMETER`. */
  code: string;
  message: string;
  /** What to do about it. */
  hint?: string;
  /** Node id. */
  node?: string;
  /** Path of the parameter within the node, for example `fields[0].value`. */
  param?: string;
  /** The edge as written. */
  edge?: string;
  /** Line in the file, from 1. */
  line?: number;
}

/** `fields[0].value` for `['fields', 0, 'value']`. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? String(part) : `.${String(part)}`;
  }
  return text;
}
