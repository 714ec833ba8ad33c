import type { FlowNode, Problem } from '#contract/flow';
import { useDocuments } from '#renderer/document';
import { usePath } from './path-context.ts';

/** Subscribes to one node of the flow shown: edits of other nodes do not wake the caller. */
export function useNode(id: string): FlowNode | undefined {
  const path = usePath();
  return useDocuments(({ documents }) => documents[path]?.history?.flow.nodes[id]);
}

const worst = new WeakMap<readonly Problem[], Map<string, Problem>>();

/** The first problem of each node, errors before warnings. */
function problemsByNode(problems: readonly Problem[]): Map<string, Problem> {
  let map = worst.get(problems);
  if (!map) {
    map = new Map();
    for (const problem of problems) {
      if (problem.node === undefined) continue;
      const known = map.get(problem.node);
      if (!known || (known.severity === 'warning' && problem.severity === 'error')) {
        map.set(problem.node, problem);
      }
    }
    worst.set(problems, map);
  }
  return map;
}

/** What is most wrong with a node of the flow shown. */
export function useProblem(id: string): Problem | undefined {
  const path = usePath();
  return useDocuments(({ documents }) => {
    const problems = documents[path]?.problems;
    return problems && problemsByNode(problems).get(id);
  });
}
