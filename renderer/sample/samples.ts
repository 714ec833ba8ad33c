import { create } from 'zustand';
import { type Flow, parseEdge } from '#contract/flow';
import type { Item } from '#contract/node';

/** What a trigger really got, caught while somebody waited for it. */
export interface Sample {
  /** Node of the trigger. */
  trigger: string;
  item: Item;
  /** Milliseconds since 1970. */
  at: number;
}

interface Samples {
  /** By path of the flow: one each, the newest. */
  samples: Readonly<Record<string, Sample>>;
}

const KEPT = 'flowbench.samples';
/** Characters that are kept over a reload: a browser keeps few. */
const MOST_KEPT = 1_000_000;

/** Calls that were caught: previews and runs by hand take them for the trigger's own sample. */
export const useSamples = create<Samples>(() => ({ samples: kept() }));

/** Takes a caught call as what its trigger gives. */
export function setSample(path: string, sample: Sample): void {
  useSamples.setState(({ samples }) => ({ samples: { ...samples, [path]: sample } }));
  keep();
}

/** From here on the trigger gives its own sample again. */
export function forgetSample(path: string): void {
  useSamples.setState(({ samples: { [path]: _, ...others } }) => ({ samples: others }));
  keep();
}

/** The caught call of a flow, as long as its trigger is there. */
export function sampleOf(path: string, flow: Flow | undefined): Sample | undefined {
  const sample = useSamples.getState().samples[path];
  return sample && flow?.nodes[sample.trigger] ? sample : undefined;
}

export function useSample(path: string): Sample | undefined {
  return useSamples(({ samples }) => samples[path]);
}

/** The caught call that comes to a node: that of the trigger right before it. */
export function sampleBefore(path: string, flow: Flow | undefined, node: string): Sample | undefined {
  const sample = sampleOf(path, flow);
  if (!sample) return undefined;
  const edges = (flow?.edges ?? []).map(parseEdge);
  const leads = edges.some((edge) => edge?.from.node === sample.trigger && edge.to.node === node);
  return leads ? sample : undefined;
}

function kept(): Record<string, Sample> {
  try {
    return JSON.parse(globalThis.sessionStorage?.getItem(KEPT) ?? '{}') as Record<string, Sample>;
  } catch {
    return {};
  }
}

function keep(): void {
  const text = JSON.stringify(useSamples.getState().samples);
  if (text.length > MOST_KEPT) globalThis.sessionStorage?.removeItem(KEPT);
  else globalThis.sessionStorage?.setItem(KEPT, text);
}
