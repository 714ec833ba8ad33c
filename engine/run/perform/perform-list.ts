import type { z } from 'zod';
import type { Item, ListNode, Outputs, Replay, StreamNode } from '#contract/node';
import type { PortOutputs } from '#contract/run';
import { paramsForAll } from '../node-params.ts';
import { attempt } from './attempt.ts';
import { breathe } from './breathe.ts';
import { inChunks, listOutputs } from './list-lineage.ts';
import { StepContext, type StepParams } from './step-context.ts';
import { CHUNK, type StepRun } from './step-run.ts';

/** Runs a list node once over its whole input. Returns what no checkpoint has told. */
export async function performList(run: StepRun, definition: ListNode<z.ZodObject>): Promise<PortOutputs> {
  const items: Item[] = [];
  for await (const chunk of chunksOf(run)) for (const item of chunk) items.push(item);
  const params = await listParams(run, items[0]);
  const out = await attempt(run, undefined, replayOf(definition.replay, params), async (signal) => {
    run.sources = new WeakMap();
    run.toRemember.length = 0;
    const result = await definition.runAll(items, new StepContext(run, params, 0, signal));
    return listOutputs(result, items, run.sources, run.compiled.mainPort);
  });
  const length = Object.values(out).reduce(
    (sum, o) => sum + ('pick' in o ? o.pick.length : o.items.length),
    0,
  );
  if (length <= CHUNK) return out;
  await tell(run, out);
  return {};
}

/** Runs a stream node over its input chunk by chunk; what it yields is told at once. */
export async function performStream(run: StepRun, definition: StreamNode<z.ZodObject>): Promise<PortOutputs> {
  const params = await listParams(run, run.input.length > 0 ? run.input.at(0) : undefined);
  await attempt(run, undefined, replayOf(definition.replay, params), async (signal) => {
    // A second attempt starts over: what the first one gave is void.
    if (run.step.outputs.size > 0) run.emit({ type: 'step.started', at: run.startedAt, step: run.key });
    run.toRemember.length = 0;
    // Held weakly: a stream exists so that the list need not stand in memory.
    const positions = new WeakMap<Item, number>();
    const chunks = chunksOf(run, (chunk, start) => {
      for (const [k, item] of chunk.entries()) positions.set(item, start + k);
    });
    for await (const part of definition.runStream(chunks, new StepContext(run, params, 0, signal))) {
      const result = part as readonly Item[] | Outputs;
      await tell(run, listOutputs(result, positions, run.sources, run.compiled.mainPort));
    }
  });
  return {};
}

async function tell(run: StepRun, out: PortOutputs): Promise<void> {
  for (const part of inChunks(out)) {
    run.emit({ type: 'step.checkpoint', step: run.key, from: 0, count: 0, out: part });
    await breathe();
  }
}

/** The parameters of a node that sees the whole list: expressions see its first item. */
export async function listParams(run: StepRun, first: Item | undefined): Promise<StepParams> {
  const { compiled, env, host, signal } = run;
  const [params] = await paramsForAll(
    compiled.params,
    env,
    [first ?? { json: {} }],
    0,
    host.services.sandbox,
    signal,
  );
  if (params instanceof Error) throw params;
  return params ?? {};
}

async function* chunksOf(
  run: StepRun,
  onChunk?: (chunk: readonly Item[], start: number) => void,
): AsyncGenerator<readonly Item[], void, undefined> {
  for (let start = 0; start < run.input.length; start += CHUNK) {
    const chunk = run.input.slice(start, start + CHUNK);
    onChunk?.(chunk, start);
    yield chunk;
    run.host.progress(run.key, Math.min(start + CHUNK, run.input.length), run.input.length);
    await breathe();
  }
}

function replayOf(replay: ListNode<z.ZodObject>['replay'], params: StepParams): Replay {
  return typeof replay === 'function' ? replay(params) : replay;
}
