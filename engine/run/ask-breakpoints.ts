import { createHash } from 'node:crypto';
import { toErrorShape } from '#contract/error';
import { type Item, isTrue } from '#contract/node';
import type { Breakpoint, BreakpointsSeen, DebugState, ItemList } from '#contract/run';
import { type CompiledParams, compileParams } from '#engine/expression';
import { breathe } from './perform/breathe.ts';
import { envAt, type StepEnv } from './perform/step-env.ts';
import { CHUNK, type RunHost } from './perform/step-run.ts';
import type { Stop } from './stops.ts';

/** What breakpoints say of a place. */
export interface Answer extends BreakpointsSeen {
  /** The one that pauses the run there. */
  by: { breakpoint: string; item?: number; message?: string } | undefined;
}

/** Milliseconds that the expressions of one breakpoint may take in all. */
const PATIENCE = 10_000;
/** Characters of a watched value that are kept as they are. */
const SHORT = 200;

const compiled = new Map<string, CompiledParams>();

/**
 * Asks breakpoints with conditions, watched expressions or counts whether the run is to pause. Answers
 * at once where none of them needs the sandbox. An expression that fails or takes too long pauses the run.
 */
export function askBreakpoints(
  host: RunHost,
  stop: Stop,
  breakpoints: readonly Breakpoint[],
): Answer | Promise<Answer> {
  const place = new Place(host, stop);
  const { debug } = host.state;
  const verdicts = breakpoints.map((breakpoint) => verdictOf(place, breakpoint, debug));
  const isSync = verdicts.every((verdict) => !(verdict instanceof Promise));
  return isSync ? sumUp(verdicts as Verdict[]) : Promise.all(verdicts).then(sumUp);
}

/** A condition or watched expression, as `$json.total > 1000` or with braces around it. */
export function compileCondition(text: string): CompiledParams {
  const known = compiled.get(text);
  if (known) return known;
  if (compiled.size > 200) compiled.clear();
  const template = /^\s*\{\{[\s\S]*\}\}\s*$/.test(text) ? text.trim() : `{{ ${text} }}`;
  const params = compileParams(template, { isLiteral: () => false });
  compiled.set(text, params);
  return params;
}

interface Verdict {
  breakpoint: Breakpoint;
  pauses: boolean;
  counts: boolean;
  item?: number | undefined;
  message?: string;
  watched?: string;
}

function verdictOf(
  place: Place,
  breakpoint: Breakpoint,
  debug: DebugState | undefined,
): Verdict | Promise<Verdict> {
  const { condition, watch } = breakpoint;
  const test = condition === undefined ? undefined : compileCondition(condition);
  const look = watch === undefined ? undefined : compileCondition(watch);
  const unclear = (thrown: unknown): Verdict => {
    const { message } = toErrorShape(thrown);
    return { breakpoint, pauses: true, counts: false, message };
  };
  const judge = (item: number | false | undefined, value: unknown): Verdict => {
    if (item === false) return { breakpoint, pauses: false, counts: false };
    const now = look && shortened(value);
    const before = debug?.watched.get(breakpoint.id);
    const watched = now === undefined || now === before ? {} : { watched: now };
    // What is seen for the first time has not changed.
    if (look && (before === undefined || now === before)) {
      return { breakpoint, pauses: false, counts: false, ...watched };
    }
    const counts = breakpoint.hit !== undefined;
    const pauses = !counts || (debug?.hits.get(breakpoint.id) ?? 0) + 1 === breakpoint.hit;
    return { breakpoint, pauses, counts, item, ...watched };
  };
  if ((test?.isSync ?? true) && (look?.isSync ?? true) && place.isShort) {
    try {
      const item = test && place.firstTrueNow(test);
      return judge(item, item !== false && look ? look.evaluateOne(place.env, place.first, 0) : undefined);
    } catch (thrown) {
      return unclear(thrown);
    }
  }
  const slowly = async (signal: AbortSignal): Promise<Verdict> => {
    const item = test && (await place.firstTrue(test, signal));
    const value = item !== false && look ? await place.evaluate(look, [place.first], 0, signal) : [];
    return judge(item, value[0]);
  };
  return withPatience(slowly).catch(unclear);
}

function withPatience<T>(act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error('it took longer than 10 seconds')), PATIENCE);
  return act(late.signal).finally(() => clearTimeout(timer));
}

function sumUp(verdicts: readonly Verdict[]): Answer {
  const hits = verdicts.filter(({ counts }) => counts).map(({ breakpoint }) => breakpoint.id);
  const watched = verdicts.flatMap(({ breakpoint, watched: value }) =>
    value === undefined ? [] : [[breakpoint.id, value] as const],
  );
  const first = verdicts.find(({ pauses }) => pauses);
  return {
    by: first && {
      breakpoint: first.breakpoint.id,
      ...(typeof first.item === 'number' ? { item: first.item } : {}),
      ...(first.message === undefined ? {} : { message: first.message }),
    },
    ...(hits.length > 0 ? { hits } : {}),
    ...(watched.length > 0 ? { watched: Object.fromEntries(watched) } : {}),
  };
}

/** Where expressions of breakpoints are evaluated: as those of the node's own parameters would be. */
class Place {
  readonly env: StepEnv;
  readonly #input: ItemList;
  readonly #host: RunHost;

  constructor(host: RunHost, { scope, node }: Stop) {
    this.#host = host;
    const { env, input } = envAt(host, scope, node, host.services.clock.now());
    this.env = env;
    this.#input = input;
  }

  get isShort(): boolean {
    return this.#input.length <= CHUNK;
  }

  get first(): Item {
    return this.#input.length > 0 ? this.#input.at(0) : { json: {} };
  }

  /** The first item of which a condition is true; undefined where it is true and not about an item. */
  firstTrueNow(test: CompiledParams): number | false | undefined {
    if (!test.uses.item) return isTrue(test.evaluateOne(this.env, this.first, 0)) ? undefined : false;
    for (let index = 0; index < this.#input.length; index++) {
      if (isTrue(test.evaluateOne(this.env, this.#input.at(index), index))) return index;
    }
    return false;
  }

  async firstTrue(test: CompiledParams, signal: AbortSignal): Promise<number | false | undefined> {
    if (!test.uses.item) {
      const [value] = await this.evaluate(test, [this.first], 0, signal);
      return isTrue(value) ? undefined : false;
    }
    for (let from = 0; from < this.#input.length; from += CHUNK) {
      const items = this.#input.slice(from, Math.min(from + CHUNK, this.#input.length));
      const at = (await this.evaluate(test, items, from, signal)).findIndex(isTrue);
      if (at >= 0) return from + at;
      await breathe();
      signal.throwIfAborted();
    }
    return false;
  }

  async evaluate(
    params: CompiledParams,
    items: readonly Item[],
    from: number,
    signal: AbortSignal,
  ): Promise<unknown[]> {
    const values = await params.evaluateMany(this.env, items, from, this.#host.services.sandbox, signal);
    for (const value of values) if (value instanceof Error) throw value;
    return values;
  }
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length <= SHORT ? text : createHash('sha256').update(text).digest('hex');
}
