import type { z } from 'zod';
import type { Item, NodeResult, PerItemNode, Replay } from '#contract/node';
import type { PortOutputs } from '#contract/run';
import { paramsForAll } from '../node-params.ts';
import { attempt } from './attempt.ts';
import { breathe } from './breathe.ts';
import { errorAt, failedItem, portForFailed, StepFailure } from './failures.ts';
import { inChunks } from './list-lineage.ts';
import { OutputCollector } from './output-collector.ts';
import { StepContext, type StepParams } from './step-context.ts';
import { CHUNK, type StepRun } from './step-run.ts';

type Definition = PerItemNode<z.ZodObject>;

/**
 * Runs a per-item node over its input, chunk by chunk. Pure nodes tell their
 * results once per chunk; the others item by item, as they end, so that no
 * finished item is repeated after a crash.
 *
 * @returns what no checkpoint has told
 */
export async function performItems(run: StepRun, definition: Definition): Promise<PortOutputs> {
  const { input } = run;
  const pure = definition.replay === 'pure';
  for (let start = run.step.settled; start < input.length; start = run.step.settled) {
    const end = Math.min(start + CHUNK, input.length);
    const items = input.slice(start, end);
    const params = await paramsOf(run, items, start);
    if (pure) {
      const out = await pureChunk(run, definition, items, params, start);
      if (input.length <= CHUNK && run.step.settled === 0) return out;
      run.emit({ type: 'step.checkpoint', step: run.key, from: start, count: items.length, out });
    } else {
      await effectChunk(run, definition, items, params, start);
    }
    run.host.progress(run.key, end, input.length);
    await breathe();
  }
  return {};
}

function paramsOf(run: StepRun, items: readonly Item[], start: number): Promise<(StepParams | Error)[]> {
  return paramsForAll(run.compiled.params, run.env, items, start, run.host.services.sandbox, run.signal);
}

async function pureChunk(
  run: StepRun,
  definition: Definition,
  items: readonly Item[],
  params: readonly (StepParams | Error)[],
  start: number,
): Promise<PortOutputs> {
  let collector = new OutputCollector(start, run.compiled.mainPort);
  for (const [k, item] of items.entries()) {
    const index = start + k;
    try {
      const act = (signal: AbortSignal): ReturnType<Definition['run']> =>
        definition.run(item, new StepContext(run, checkedParams(params[k]), index, signal));
      // The plain case stays free of promises: a hundred thousand of them cost more than the work.
      const plain = run.compiled.retry === undefined && run.compiled.timeout === undefined;
      const result = plain ? act(run.signal) : await attempt(run, index, 'pure', (s) => whole(act(s)));
      if (isStream(result)) {
        // Results of one item may be many: what is full is told at once.
        let count = 0;
        for await (const part of result) {
          collector.addResult(part, item, index);
          count += Array.isArray(part) ? part.length : 1;
          if (count < CHUNK) continue;
          const out = collector.finish();
          run.emit({ type: 'step.checkpoint', step: run.key, from: run.step.settled, count: 0, out });
          collector = new OutputCollector(Number.NaN, run.compiled.mainPort);
          count = 0;
          await breathe();
        }
      } else collector.addResult(isPromise(result) ? await result : result, item, index);
    } catch (thrown) {
      addFailure(run, collector, thrown, item, index);
    }
    if (k % 32 === 31) await breathe();
  }
  return collector.finish();
}

/** Works on the items of a chunk that no checkpoint has settled, so many at once as the node allows. */
async function effectChunk(
  run: StepRun,
  definition: Definition,
  items: readonly Item[],
  params: readonly (StepParams | Error)[],
  start: number,
): Promise<void> {
  const { step } = run;
  const open = items.keys().filter((k) => start + k >= step.settled && !step.ahead?.has(start + k));
  const worker = async (): Promise<void> => {
    try {
      for (const k of open) await effectItem(run, definition, items[k] as Item, params[k], start + k);
    } finally {
      run.host.awake(-1);
    }
  };
  const count = run.compiled.node.concurrency ?? 1;
  run.host.awake(count - 1);
  try {
    // The first failure ends the step; the abort that follows ends the other workers.
    await Promise.all(Array.from({ length: count }, worker));
  } finally {
    run.host.awake(1);
  }
}

async function effectItem(
  run: StepRun,
  definition: Definition,
  item: Item,
  params: StepParams | Error | undefined,
  index: number,
): Promise<void> {
  const collector = new OutputCollector(index, run.compiled.mainPort);
  try {
    const checked = checkedParams(params);
    const replay = replayOf(definition, checked);
    const result = await attempt(run, index, replay, (signal) =>
      whole(definition.run(item, new StepContext(run, checked, index, signal))),
    );
    collector.addResult(result, item, index);
  } catch (thrown) {
    run.signal.throwIfAborted();
    addFailure(run, collector, thrown, item, index);
  }
  const out = collector.finish();
  const parts = longest(out) > CHUNK ? [...inChunks(out)] : [out];
  const last = parts.pop() ?? {};
  for (const part of parts) {
    run.emit({ type: 'step.checkpoint', step: run.key, from: index, count: 1, out: part, more: true });
    await breathe();
  }
  run.emit({ type: 'step.checkpoint', step: run.key, from: index, count: 1, out: last });
  await breathe();
}

/** A stream that is tried again as a whole is taken as a whole. */
function whole(given: ReturnType<Definition['run']>): NodeResult | Promise<NodeResult> {
  return isStream(given) ? collectStream(given) : given;
}

async function collectStream(stream: AsyncIterable<Item | readonly Item[]>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const part of stream) {
    if ('json' in part) items.push(part);
    else for (const item of part) items.push(item);
  }
  return items;
}

/** @throws StepFailure where the node's error policy stops the step */
function addFailure(
  run: StepRun,
  collector: OutputCollector,
  thrown: unknown,
  item: Item,
  index: number,
): void {
  run.signal.throwIfAborted();
  const { compiled } = run;
  const error = errorAt(thrown, run, index);
  const port = portForFailed(compiled);
  if (port === undefined) throw new StepFailure(error);
  collector.add(port, failedItem(item, error, compiled), undefined, index);
}

function checkedParams(params: StepParams | Error | undefined): StepParams {
  if (params instanceof Error) throw params;
  return params ?? {};
}

function replayOf(definition: Definition, params: StepParams): Replay {
  return typeof definition.replay === 'function' ? definition.replay(params) : definition.replay;
}

function longest(out: PortOutputs): number {
  return Math.max(0, ...Object.values(out).map((o) => ('pick' in o ? o.pick.length : o.items.length)));
}

function isPromise(result: unknown): result is Promise<NodeResult> {
  return typeof result === 'object' && result !== null && 'then' in result;
}

function isStream(result: unknown): result is AsyncIterable<Item | readonly Item[]> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}
