import { StepError, toErrorShape } from '#contract/error';
import { parseDuration } from '#contract/flow';
import type { ArmContext, Item, Watch } from '#contract/node';
import { digest, type PollMemory, recall } from './memory.ts';
import { compare, type Found, type Strategy } from './strategies.ts';

/** Items of one run. */
const MOST_TOGETHER = 1000;
/** Runs of one item each between two commits of the memory; in between, their keys tell. */
const COMMIT_EVERY = 200;
/** Milliseconds until a look that failed is repeated, doubled each time up to the pace itself. */
const FIRST_DELAY = 10_000;

/** Milliseconds between two looks, at the least. */
export const QUICKEST = 1000;

/** How often a poll looks, and what it makes of what it finds; see `paceFields`. */
export interface Pace {
  every: string;
  slowest?: string | undefined;
  first: 'new' | 'all';
  runs: 'together' | 'each';
}

/** Where a poll looks. */
export interface PollSource {
  /** What is looked at, as a comparable text: with another one the memory is of no use. */
  is: string;
  strategy: Strategy;
  /** Looks; undefined where the source itself says that nothing has changed. `note` is asked after the last page. */
  look(
    memory: PollMemory,
  ): Promise<{ pages: AsyncIterable<readonly Item[]>; note?: () => unknown } | undefined>;
}

/**
 * Looks at a source again and again, and starts runs for what is new. The memory is
 * committed together with the start it belongs to, so that after a crash nothing is
 * left out and nothing comes twice. The first look happens when the flow is
 * activated: what is wrong with the source is told then.
 */
export async function armPoll(ctx: ArmContext<Pace>, source: PollSource): Promise<Watch> {
  const poll = new Poll(ctx, source);
  const found = ctx.resumed ? undefined : await poll.look();
  return () => poll.live(found);
}

class Poll {
  readonly #ctx: ArmContext<Pace>;
  readonly #source: PollSource;
  #memory: PollMemory;
  #isFirst: boolean;

  constructor(ctx: ArmContext<Pace>, source: PollSource) {
    this.#ctx = ctx;
    this.#source = source;
    const { memory, isFirst } = recall(ctx.cursor(), digest([source.is, source.strategy]));
    this.#memory = memory;
    this.#isFirst = isFirst;
  }

  async look(): Promise<Found> {
    const memory = this.#memory;
    const answer = await this.#source.look(memory);
    if (!answer) return { fresh: [], after: () => memory };
    const found = await compare(this.#source.strategy, memory, answer.pages);
    const note = answer.note?.();
    if (note === undefined) return found;
    // Only with the last of them: until then the source has to give the rest once more.
    const after = (count: number): PollMemory =>
      count < found.fresh.length ? found.after(count) : { ...found.after(count), note };
    return { ...found, after };
  }

  async live(first: Found | undefined): Promise<void> {
    const { params, clock, signal, report } = this.#ctx;
    const every = Math.max(parseDuration(params.every) ?? 0, QUICKEST);
    const slowest = Math.max(parseDuration(params.slowest ?? '') ?? 0, every);
    let found = first;
    let pace = every;
    let delay = FIRST_DELAY;
    while (!signal.aborted) {
      let pause = 0;
      try {
        if (!found) report({ state: 'listening' });
        found ??= await this.look();
        await this.#take(found);
        pace = found.fresh.length > 0 ? every : Math.min(pace * 2, slowest);
        pause = pace;
        delay = FIRST_DELAY;
        report({ state: 'waiting', until: clock.now() + pause });
      } catch (thrown) {
        signal.throwIfAborted();
        const { message, hint } = toErrorShape(thrown);
        report({ state: 'error', message, ...(hint === undefined ? {} : { hint }) });
        const asked = thrown instanceof StepError ? (thrown.retryAfter ?? 0) : 0;
        pause = Math.max(asked, Math.min(delay, every));
        delay *= 2;
      }
      found = undefined;
      await clock.until(clock.now() + pause, signal);
    }
  }

  /** Starts runs for what was found and remembers it. */
  async #take({ fresh, after }: Found): Promise<void> {
    if (this.#isFirst && this.#ctx.params.first === 'new') await this.#remember(after(fresh.length));
    else if (fresh.length > 0) await this.#start(fresh, after);
    else await this.#remember(after(0));
    this.#isFirst = false;
  }

  async #start(fresh: Found['fresh'], after: Found['after']): Promise<void> {
    const { params, signal, start } = this.#ctx;
    const size = params.runs === 'each' ? 1 : MOST_TOGETHER;
    for (let from = 0; from < fresh.length; from += size) {
      signal.throwIfAborted();
      const part = fresh.slice(from, from + size);
      const done = from + part.length;
      const { starts } = this.#memory;
      const items = part.map(({ item }) => item);
      const key = `${starts}:${digest(part.map(({ news }) => news))}`;
      const commits = size > 1 || done === fresh.length || done % COMMIT_EVERY === 0;
      const memory = commits ? { ...after(done), starts: starts + 1 } : this.#memory;
      await start(items, commits ? { key, cursor: memory } : { key });
      this.#memory = memory;
    }
  }

  async #remember(memory: PollMemory): Promise<void> {
    if (!this.#isFirst && digest(memory) === digest(this.#memory)) return;
    this.#memory = memory;
    await this.#ctx.moveCursor(memory);
  }
}
