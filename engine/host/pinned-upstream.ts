import { type Pins, pinOf } from '#contract/fixtures';
import type { GraphNode } from '#contract/flow';
import type { Item } from '#contract/node';
import type { RunEvent } from '#contract/run';
import { type CompiledFlow, pinnedOutputs } from '#engine/run';
import { chooseTrigger, sampleInput } from './choose-trigger.ts';

/**
 * What has to be told of a run so that one node of the flow can run by itself on
 * pinned outputs: the trigger has given its sample, the pinned nodes before the
 * node what is pinned, and all others before it were skipped.
 *
 * @param node outside of containers
 * @param at when, in milliseconds since 1970
 * @returns with the pins that were used; undefined where no node that leads right into it has a pinned output
 */
export async function pinnedUpstream(
  flow: CompiledFlow,
  node: string,
  pins: Pins,
  at: number,
): Promise<{ trigger: string; facts: RunEvent[]; pins: Pins } | undefined> {
  const target = flow.graph.nodes.get(node);
  if (!target?.incoming.some(({ from }) => from && pinOf(pins, from.id))) return undefined;
  const before = inOrder(target);
  const trigger = before.find(({ shape }) => shape.trigger)?.id ?? chooseTrigger(flow, undefined);
  const sample: Item[] = [];
  for await (const part of sampleInput(flow, trigger)) sample.push(...part);
  const succeeded = (step: string, out: ReturnType<typeof pinnedOutputs>): RunEvent => ({
    type: 'step.succeeded',
    at,
    step,
    ms: 0,
    out: out ?? { out: { items: sample } },
  });
  const begun = succeeded(trigger, outputsOf(flow.graph.nodes.get(trigger), pins));
  const others = before.filter(({ id }) => id !== trigger);
  const facts = others.map((one): RunEvent => {
    const out = outputsOf(one, pins);
    return out ? succeeded(one.id, out) : { type: 'step.skipped', step: one.id };
  });
  const used = before.filter(({ id }) => pinOf(pins, id)).map(({ id }) => [id, pins[id] ?? {}] as const);
  return { trigger, facts: [begun, ...facts], pins: Object.fromEntries(used) };
}

function outputsOf(node: GraphNode | undefined, pins: Pins): ReturnType<typeof pinnedOutputs> {
  return node && pinnedOutputs(node, pins, undefined);
}

/** The nodes before one in its scope, each after those before it. */
function inOrder(target: GraphNode): GraphNode[] {
  const found = new Set<GraphNode>();
  // By hand rather than by calls: a flow may be a chain of thousands.
  const stack: { node: GraphNode; entered: boolean }[] = [{ node: target, entered: false }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, entered } = next;
    if (entered) found.add(node);
    if (entered || found.has(node)) continue;
    stack.push({ node, entered: true });
    for (const { from } of node.incoming) if (from) stack.push({ node: from, entered: false });
  }
  found.delete(target);
  return [...found];
}
