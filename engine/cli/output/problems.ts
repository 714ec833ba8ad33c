import type { Flow, Problem } from '#contract/flow';
import { printable } from './printable.ts';
import type { Style } from './style.ts';

/** `file:line: error: node "x", parameter "y": message`, and below it what to do. */
export function formatProblem(file: string, problem: Problem, style: Style): string {
  const { severity, node, param, edge, message, hint, line } = problem;
  const place = [file, ...(line === undefined ? [] : [line])].join(':');
  const parts = [style(severity === 'error' ? 'red' : 'yellow', severity)];
  if (node !== undefined) {
    parts.push(`node "${node}"${param === undefined ? '' : `, parameter "${param}"`}`);
  } else if (edge !== undefined && !message.includes(edge)) parts.push(`edge "${edge}"`);
  const text = `${style('bold', place)}: ${[...parts, printable(message)].join(': ')}`;
  return hint === undefined ? text : `${text}\n    ${style('dim', printable(hint))}`;
}

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
