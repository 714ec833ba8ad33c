import { UserError } from '#contract/error';
import type { Breakpoint } from '#contract/run';
import { type CompiledFlow, compileCondition } from '#engine/run';

/** @throws UserError `BAD_BREAKPOINT` where one of them fits nothing in the flow, or cannot be read */
export function checkBreakpoints(flow: CompiledFlow, breakpoints: readonly Breakpoint[]): void {
  const ids = new Set<string>();
  for (const breakpoint of breakpoints) {
    if (ids.has(breakpoint.id)) throw bad(`There are two breakpoints "${breakpoint.id}".`);
    ids.add(breakpoint.id);
    checkNode(flow, breakpoint);
    for (const text of [breakpoint.condition, breakpoint.watch]) {
      const [problem] = text === undefined ? [] : compileCondition(text).problems;
      if (problem) throw bad(`The expression "${text}" of a breakpoint cannot be read: ${problem.message}`);
    }
  }
}

function checkNode({ graph }: CompiledFlow, { at, node }: Breakpoint): void {
  if (node === undefined) {
    if (at !== 'error') throw bad('A breakpoint needs a node, except for errors.');
    return;
  }
  const found = graph.nodes.get(node);
  if (!found) throw bad(`A breakpoint is at "${node}", which the flow does not have.`);
  if (at === 'iteration' && !found.inner) throw bad(`"${node}" is no container: it has no iterations.`);
}

function bad(message: string): UserError {
  return new UserError(message, { code: 'BAD_BREAKPOINT', hint: 'Change it or take it away.' });
}
