import { formatPath, type Problem } from '#contract/flow';
import type { FieldKind } from '#renderer/form';

/** The kinds whose inside has fields of its own, with their own problems. */
const OPEN: ReadonlySet<FieldKind> = new Set(['objects', 'group']);

/** What is wrong with the parameter at a path of a node: said once, at the innermost field there is. */
export function problemsAt(
  problems: readonly Problem[],
  path: readonly (string | number)[],
  kind: FieldKind,
): readonly Problem[] {
  const place = formatPath(path);
  return problems.filter(({ param }) => {
    if (param === place) return true;
    if (param === undefined || OPEN.has(kind)) return false;
    return param.startsWith(`${place}.`) || param.startsWith(`${place}[`);
  });
}

/** What is wrong with a node as a whole, or with a parameter that its form does not have. */
export function problemsElsewhere(problems: readonly Problem[], keys: readonly string[]): readonly Problem[] {
  return problems.filter(({ param }) => {
    if (param === undefined) return true;
    const key = /^[^.[]*/.exec(param)?.[0] ?? '';
    return !keys.includes(key);
  });
}
