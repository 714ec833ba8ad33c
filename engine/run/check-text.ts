import { type Flow, type NodeShape, type Problem, parseFlow } from '#contract/flow';
import type { Catalogue } from '#contract/node';
import { type CompiledFlow, compileFlow } from './compile-flow.ts';
import { locate } from './locate.ts';

/** A flow's text, read and checked. */
export interface CheckedText {
  /** Undefined where the text could not be understood as a flow. */
  flow: Flow | undefined;
  /** Only where no problem is an error. */
  compiled: CompiledFlow | undefined;
  /** Everything found, in the order of lines. */
  problems: readonly Problem[];
  /** Ports of the nodes whose type is known, by node id. */
  shapes: ReadonlyMap<string, NodeShape>;
}

/**
 * Reads and checks a flow's text, finding all its problems with their lines.
 *
 * @param name taken as id and name where the text has none
 */
export function checkText(text: string, name: string, catalogue: Catalogue): CheckedText {
  const { flow, problems, lines } = parseFlow(text, name);
  if (!flow) return { flow, compiled: undefined, problems, shapes: new Map() };
  const found = compileFlow(flow, catalogue);
  const all = [...problems, ...found.problems.map((problem) => locate(problem, flow, lines))];
  all.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const valid = !all.some(({ severity }) => severity === 'error');
  return { flow, compiled: valid ? found.compiled : undefined, problems: all, shapes: found.shapes };
}
