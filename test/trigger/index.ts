import type { ArmContext, Item, StartKey, TriggerCondition, Watch } from '#contract/node';
import { createHttpClient } from '#engine/http';
import { TestClock } from '#test/clock';

export interface StartedRun {
  items: readonly Item[];
  key: string;
}

/**
 * Stands in for the trigger host: what it was told is kept over any number of lives of
 * a trigger, so that tests can kill one and let the next go on.
 */
export class TriggerBench {
  readonly clock = new TestClock();
  readonly http = createHttpClient({ privateNetwork: 'allow' });
  /** In order; a key starts one run. */
  readonly started: StartedRun[] = [];
  cursor: unknown;
  condition: TriggerCondition | undefined;
  /** Called before each commit; when it throws, the trigger dies there, with nothing of the commit kept. The commit waits for what it returns. */
  beforeCommit: () => void | Promise<void> = () => undefined;
  /** Called after each commit; when it throws, the trigger dies there, not knowing of the commit. */
  afterCommit: () => void = () => undefined;
  readonly #conditions: ((condition: TriggerCondition) => void)[] = [];
  readonly #starts: (() => void)[] = [];
  #life = new AbortController();
  #living: Promise<void> = Promise.resolve();

  /** Arms a trigger and lets it live; rejects with what its arming rejects with. */
  async arm<P>(
    arm: (ctx: ArmContext<P>) => Promise<Watch> | Watch,
    params: P,
    more: Partial<ArmContext<P>> = {},
  ): Promise<void> {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const commit = async (change: () => void): Promise<void> => {
      signal.throwIfAborted();
      const wait = this.beforeCommit();
      if (wait) await wait;
      signal.throwIfAborted();
      change();
      this.afterCommit();
    };
    const ctx: Partial<ArmContext<P>> = {
      params,
      flow: { id: 'f', name: 'F', path: '/f.flow.json', timezone: 'UTC' },
      node: 't',
      resumed: false,
      signal,
      clock: this.clock,
      http: this.http,
      cursor: () => this.cursor,
      moveCursor: async (cursor) => commit(() => this.#keep(cursor)),
      start: async (items, about) => {
        let isNew = false;
        await commit(() => {
          isNew = this.#start(items, about);
        });
        return { run: about.key, isNew };
      },
      report: (condition) => this.#report(condition),
      ...more,
    };
    const watch = await arm(ctx as ArmContext<P>);
    this.#living = watch().catch((error) => {
      if (!signal.aborted) this.#report({ state: 'error', message: String(error) });
    });
  }

  /** Resolves with the next condition that is as wanted, be it the one it has. */
  async until(state: TriggerCondition['state']): Promise<TriggerCondition> {
    if (this.condition?.state === state) return this.condition;
    for (;;) {
      const next = await new Promise<TriggerCondition>((tell) => this.#conditions.push(tell));
      if (next.state === state) return next;
    }
  }

  /** Resolves when so many runs have been started. */
  async untilStarted(count: number): Promise<void> {
    while (this.started.length < count) await new Promise<void>((tell) => this.#starts.push(tell));
  }

  /** Lets time pass until the trigger's next wait, and what it does then happen. */
  async moveOn(milliseconds: number): Promise<void> {
    this.condition = undefined;
    this.clock.moveBy(milliseconds);
    await this.until('waiting');
  }

  /** Ends the trigger as a shutdown does. */
  async disarm(): Promise<void> {
    this.#life.abort(new Error('disarmed'));
    await this.#living;
  }

  async close(): Promise<void> {
    await this.disarm();
    await this.http.close();
  }

  #start(items: readonly Item[], { key, cursor }: StartKey): boolean {
    if (cursor !== undefined) this.#keep(cursor);
    if (this.started.some((run) => run.key === key)) return false;
    this.started.push({ items, key });
    for (const tell of this.#starts.splice(0)) tell();
    return true;
  }

  #keep(cursor: unknown): void {
    this.cursor = JSON.parse(JSON.stringify(cursor));
  }

  #report(condition: TriggerCondition): void {
    this.condition = condition;
    for (const tell of this.#conditions.splice(0)) tell(condition);
  }
}
