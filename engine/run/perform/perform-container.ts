import type { z } from 'zod';
import { UserError } from '#contract/error';
import { type ContainerNode, type Item, isJsonObject, isTrue } from '#contract/node';
import type { Loop, RunEvent } from '#contract/run';
import type { CompiledParams } from '#engine/expression';
import { breathe } from './breathe.ts';
import { listParams } from './perform-list.ts';
import { StepEnv } from './step-env.ts';
import { CHUNK, type StepRun } from './step-run.ts';

type LoopOpened = Omit<Extract<RunEvent, { type: 'loop.opened' }>, 'type' | 'at' | 'step'>;

/** Settles a container's parameters and opens its loop, at once where nothing needs the sandbox. */
export function openContainer(
  run: StepRun,
  definition: ContainerNode<z.ZodObject>,
): Promise<undefined> | undefined {
  const { params } = run.compiled;
  const condition = conditionOf(run);
  const computed = definition.container === 'forEach' ? params.deferred.get('items') : undefined;
  const checksFirst = condition !== undefined && params.raw.check === 'before';
  if (params.fixed !== undefined && !computed && !checksFirst) {
    opened(run, definition, params.fixed, {});
    return undefined;
  }
  return openSlowly(run, definition, computed, checksFirst);
}

async function openSlowly(
  run: StepRun,
  definition: ContainerNode<z.ZodObject>,
  computed: CompiledParams | undefined,
  checksFirst: boolean,
): Promise<undefined> {
  const params = await listParams(run, run.input.length > 0 ? run.input.at(0) : undefined);
  const extra: Partial<LoopOpened> = {};
  if (computed) {
    await tellItems(run, computed);
    extra.computed = true;
  }
  if (checksFirst && !(await wantsAnother(run, run.input.toArray(), 0, 0))) extra.none = true;
  opened(run, definition, params, extra);
  return undefined;
}

function opened(
  run: StepRun,
  definition: ContainerNode<z.ZodObject>,
  params: unknown,
  extra: Partial<LoopOpened>,
): void {
  const { batchSize, concurrency, onItemError, max } = params as Partial<LoopOpened>;
  const loops = definition.container === 'forEach';
  run.emit({
    type: 'loop.opened',
    at: run.host.services.clock.now(),
    step: run.key,
    batchSize: loops ? (batchSize ?? 1) : 1,
    concurrency: loops ? (concurrency ?? 1) : 1,
    onItemError: loops ? (onItemError ?? 'stop') : 'stop',
    ...(max === undefined ? {} : { max }),
    ...extra,
  });
}

/** Evaluates `items` and tells the list, chunk by chunk. */
async function tellItems(run: StepRun, computed: CompiledParams): Promise<void> {
  const { env, input, host, signal } = run;
  // An expression about the item is asked once per item; one about the whole input once.
  const count = computed.uses.item ? input.length : 1;
  for (let start = 0; start < count; start += CHUNK) {
    const end = Math.min(start + CHUNK, count);
    const values = await computed.evaluateMany(
      env,
      input.slice(start, end),
      start,
      host.services.sandbox,
      signal,
    );
    const items: Item[] = [];
    const from: number[] = [];
    for (const [k, value] of values.entries()) {
      if (value instanceof Error) throw value;
      for (const element of listOf(value)) {
        items.push(asItem(element));
        from.push(start + k);
      }
    }
    for (let at = 0; at < items.length; at += CHUNK) {
      const part = { items: items.slice(at, at + CHUNK), from: from.slice(at, at + CHUNK) };
      run.emit({ type: 'loop.items', step: run.key, ...part });
      await breathe();
    }
    if (items.length === 0) run.emit({ type: 'loop.items', step: run.key, items: [], from: [] });
  }
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value === undefined || value === null) return [];
  throw new UserError(`"items" gave ${describe(value)}, not a list`, {
    code: 'BAD_PARAMETER',
    hint: 'Let the expression give a list, for example {{ $json.lines }}.',
    detail: { param: 'items' },
  });
}

/** A list of plain values becomes items with the field `value`. */
function asItem(element: unknown): Item {
  return { json: isJsonObject(element) ? element : { value: element } };
}

function describe(value: unknown): string {
  return isJsonObject(value) ? 'an object' : JSON.stringify(value);
}

/** Looks at a repeat's condition after an iteration. */
export async function checkRepeat(run: StepRun, loop: Loop): Promise<boolean> {
  if (loop.next >= loop.max || loop.source.length === 0) return false;
  return wantsAnother(run, loop.source.list?.toArray() ?? [], loop.next - 1, loop.count);
}

async function wantsAnother(
  run: StepRun,
  state: readonly Item[],
  index: number,
  count: number,
): Promise<boolean> {
  const condition = conditionOf(run);
  if (!condition) return true;
  const batch = state.map((item) => item.json);
  const env = new StepEnv(run, { index, batch, count, parent: run.env.iteration }, state);
  const first = state[0] ?? { json: {} };
  const [value] = await condition.params.evaluateMany(env, [first], 0, run.host.services.sandbox, run.signal);
  if (value instanceof Error) throw value;
  return isTrue(value) === condition.goOn;
}

/** `while` goes on when true, `until` when false. */
function conditionOf(run: StepRun): { params: CompiledParams; goOn: boolean } | undefined {
  const { deferred } = run.compiled.params;
  const whileTrue = deferred.get('while');
  if (whileTrue) return { params: whileTrue, goOn: true };
  const until = deferred.get('until');
  return until && { params: until, goOn: false };
}
