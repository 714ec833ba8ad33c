import type { RunFact } from '#contract/api';
import type { ErrorShape } from '#contract/error';
import type { Item } from '#contract/node';
import type { PortOutputs, RunEvent } from '#contract/run';
import { engine } from '#renderer/api';
import { keyInside, type LoopTrack } from '../model/index.ts';
import type { RunView } from '../page/run-view.ts';
import type { SideData, StepData } from './sections.ts';

/** Items of a step's output that are looked at. */
const MOST_ITEMS = 20;

interface Gathered {
  out: Map<string, { total: number; items: Item[] }>;
  error: ErrorShape | undefined;
}

/**
 * What went into an iteration and what each step in it gave: read from the stretch
 * of the run's journal in which the iteration lies.
 */
export async function readIteration(
  view: RunView,
  loop: LoopTrack,
  index: number,
  signal: AbortSignal,
): Promise<SideData> {
  const { firstSeq, lastSeq } = loop.iteration(index);
  const prefix = keyInside(loop.owner, index, '');
  const gathered = new Map<string, Gathered>();
  const [input] = await Promise.all([
    inputOf(view, loop, index, signal),
    firstSeq === 0 ? undefined : gather(view.run, { prefix, firstSeq, lastSeq }, gathered, signal),
  ]);
  const steps = new Map<string, StepData>();
  for (const [nr, node] of loop.inside.entries()) {
    const { out, error } = gathered.get(node) ?? { out: new Map(), error: undefined };
    steps.set(node, { ...loop.step(index, nr), out, error });
  }
  return { input, steps };
}

/** The items that the container handed inside: what its first node took in. */
async function inputOf(
  { run, model }: RunView,
  loop: LoopTrack,
  index: number,
  signal: AbortSignal,
): Promise<readonly Item[]> {
  const entry = model.graph.nodes.get(loop.node)?.inner?.entry.find(({ to }) => to !== undefined);
  if (!entry?.to) return [];
  const step = keyInside(loop.owner, index, entry.to.id);
  const page = await engine.runs.items(
    { run, step, side: 'in', port: entry.toPort, count: MOST_ITEMS },
    { signal },
  );
  return page.items;
}

async function gather(
  run: string,
  { prefix, firstSeq, lastSeq }: { prefix: string; firstSeq: number; lastSeq: number },
  into: Map<string, Gathered>,
  signal: AbortSignal,
): Promise<void> {
  const batches = await engine.runs.events({ run, afterSeq: firstSeq - 1 }, { signal });
  for await (const batch of batches) {
    for (const fact of batch) {
      if (fact.seq > lastSeq) return;
      if ('step' in fact.event && fact.event.step.startsWith(prefix)) {
        note(fact, fact.event, fact.event.step.slice(prefix.length), into);
      }
    }
    if ((batch.at(-1)?.seq ?? 0) >= lastSeq) return;
  }
}

/** @param place key of the step from the iteration on: steps of inner containers are not shown one by one */
function note(fact: RunFact, event: RunEvent, place: string, into: Map<string, Gathered>): void {
  const slash = place.indexOf('/');
  const node = slash < 0 ? place : place.slice(0, slash);
  let step = into.get(node);
  if (!step) {
    step = { out: new Map(), error: undefined };
    into.set(node, step);
  }
  if (event.type === 'step.failed') step.error = event.error;
  if (slash >= 0) return;
  if (event.type === 'step.succeeded' && event.out) addOutputs(fact, event.out, step);
  if (event.type === 'step.checkpoint') addOutputs(fact, event.out, step);
}

function addOutputs(fact: RunFact, out: PortOutputs, step: Gathered): void {
  for (const [port, output] of Object.entries(out)) {
    const list = 'items' in output ? output.items : [];
    const total = fact.cut?.[`out/${port}`] ?? ('items' in output ? list.length : output.pick.length);
    if (total === 0) continue;
    const known = step.out.get(port) ?? { total: 0, items: [] };
    known.total += total;
    known.items.push(...list.slice(0, MOST_ITEMS - known.items.length));
    step.out.set(port, known);
  }
}
