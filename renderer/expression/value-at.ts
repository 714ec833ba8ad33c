/** A step of an expression's path that could be followed without evaluating anything. */
const STEP =
  /^\s*(?:\?)?(?:\.\s*([A-Za-z_$][\w$]*)|\[\s*(?:(\d+)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*\])/;

/** What the roots of expressions stand for, as far as it is known without evaluating. */
export type Roots = Readonly<Record<string, unknown>>;

/** The value a plain path such as `$json.lines[0].sku` leads to; undefined where it is not one or leads nowhere. */
export function valueAt(code: string, roots: Roots): unknown {
  const start = /^\s*(\$\((?:'[^']*'|"[^"]*")\)|[$\w]+)/.exec(code);
  const root = start?.[1];
  if (start === null || root === undefined || !Object.hasOwn(roots, root)) return undefined;
  let value = roots[root];
  let rest = code.slice(start[0].length);
  while (rest.trim() !== '') {
    const step = STEP.exec(rest);
    if (!step) return undefined;
    const key = step[1] ?? step[2] ?? step[3] ?? step[4] ?? '';
    value = member(value, key);
    rest = rest.slice(step[0].length);
  }
  return value;
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
