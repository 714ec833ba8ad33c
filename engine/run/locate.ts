import type { Flow, Problem } from '#contract/flow';

/** The same problem with its line, where the file tells: findings of the catalogue know only names. */
export function locate(problem: Problem, flow: Flow, lines: ReadonlyMap<string, number>): Problem {
  if (problem.line !== undefined) return problem;
  const line = pathsOf(problem, flow)
    .map((path) => lines.get(path))
    .find((found) => found !== undefined);
  return line === undefined ? problem : { ...problem, line };
}

/** Where a problem may stand, the closest place first. */
function pathsOf({ node, param, edge }: Problem, flow: Flow): string[] {
  if (node === undefined) return edge === undefined ? [] : [`edges/${flow.edges?.indexOf(edge) ?? -1}`];
  const own = `nodes/${node}`;
  const steps = param === undefined ? [] : param.split(/[.[\]]+/).filter((step) => step !== '');
  const within = steps.map((_, at) => ['params', ...steps.slice(0, at + 1)].join('/')).reverse();
  return [...within.map((path) => `${own}/${path}`), ...steps.map((step) => `${own}/${step}`), own];
}
