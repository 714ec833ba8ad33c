import type { ItemPage } from '#contract/api';
import { type OutputList, type RunState, type Step, scopeAt, sourcesOf } from '#contract/run';
import { itemsOf, type RunHandle } from '#engine/host';
import type { App } from './app.ts';
import { Cutter } from './cut-values.ts';

export interface ItemsRequest {
  run: string;
  step: string;
  side: 'in' | 'out';
  port: string;
  from: number;
  count: number;
}

/** A page of what a step took in or gave; empty where it has not begun. Undefined where there is no such run. */
export async function stepItems(app: App, request: ItemsRequest): Promise<ItemPage | undefined> {
  const { run, step: key, from } = request;
  const handle = app.engine.run(run);
  const live = handle && liveStep(handle, key);
  // A step at work has its items at hand; of one that has ended, they may have been let go.
  if (handle && (live?.status === 'running' || live?.status === 'waiting'))
    return page(handle.state, live, request);
  const folded = await app.past.fold(run, key);
  if (!folded) return undefined;
  const step = folded.steps.get(key);
  return step ? page(folded.state, step, request) : { total: 0, from, items: [], cut: [] };
}

function page(state: RunState, step: Step, { side, port, from, count }: ItemsRequest): ItemPage {
  const list = itemsOf(state, step, side, port);
  const cutter = new Cutter();
  const items = list.slice(Math.min(from, list.length), Math.min(from + count, list.length));
  const shown = items.map((item, index) => cutter.cut(item, String(from + index)));
  const output = side === 'out' ? step.outputs.get(port) : undefined;
  const sources = output && { sources: shown.map((_, index) => sourceOf(output, from + index)) };
  return { total: list.length, from, items: shown, cut: cutter.paths, ...sources };
}

/** The one input item an output item came from, if it is one. */
function sourceOf(output: OutputList, index: number): number | null {
  // Of items that come from the whole input, no list of all of them is made only to be counted.
  if (output.from === 'all') return null;
  const [source, ...others] = sourcesOf(output, index, 0);
  return source === undefined || others.length > 0 ? null : source;
}

function liveStep({ state }: RunHandle, key: string): Step | undefined {
  const slash = key.lastIndexOf('/') + 1;
  const node = state.graph.nodes.get(key.slice(slash));
  const scope = slash === 0 ? state.root : scopeAt(state, key.slice(0, slash));
  return node && scope?.steps[node.index];
}
