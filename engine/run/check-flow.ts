import type { Flow, Problem } from '#contract/flow';
import type { Catalogue } from '#contract/node';
import { compileFlow } from './compile-flow.ts';

/** Everything that the graph and the catalogue say against a flow; no error among it means that it can run. */
export function checkFlow(flow: Flow, catalogue: Catalogue): Problem[] {
  return compileFlow(flow, catalogue).problems;
}
