import type { Problem } from '#contract/flow';
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
