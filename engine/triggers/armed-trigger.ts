import { type ErrorShape, toErrorShape, UserError } from '#contract/error';
import type { ArmContext, CallParams, Clock, TriggerCondition, Watch } from '#contract/node';
import type { TriggerMemory, TriggerStore } from '#engine/journal';
import type { ArmableTrigger, PinnedFlow } from './pinned-flow.ts';
import type { StartQueue } from './start-queue.ts';
import type { TriggerAccess } from './trigger-access.ts';

/** Milliseconds until a trigger that failed is armed again: doubled each time, and from the start after it worked so long. */
const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 5 * 60_000;

/** What triggers are armed with. */
export interface ArmServices {
  clock: Clock;
  store: TriggerStore;
  queue: StartQueue;
  /** What a trigger has from the engine. */
  reach(flow: PinnedFlow, node: string): TriggerAccess;
  flush(): Promise<void>;
  onChange(path: string): void;
  takeCalls: TakeCalls;
}

/**
 * Lets calls from outside start runs of a trigger.
 *
 * @throws UserError where the parameters cannot be used
 */
export type TakeCalls = (
  flow: PinnedFlow,
  node: string,
  params: CallParams,
  about: Pick<ArmContext<unknown>, 'signal' | 'report'>,
) => Watch;

/** How a trigger of an active flow is. */
export interface TriggerStatus {
  node: string;
  type: string;
  condition: TriggerCondition;
  lastError: TriggerMemory['lastError'];
}

/** One trigger of a flow, from being armed to being disarmed. What it throws is shown, and it is armed again. */
export class ArmedTrigger {
  readonly #trigger: ArmableTrigger;
  readonly #flow: PinnedFlow;
  readonly #services: ArmServices;
  readonly #access: TriggerAccess;
  readonly #end = new AbortController();
  #condition: TriggerCondition = { state: 'listening' };
  /** What goes on once the flow is active. */
  #ready: Watch | undefined;
  #living: Promise<void> = Promise.resolve();

  constructor(trigger: ArmableTrigger, flow: PinnedFlow, services: ArmServices) {
    this.#trigger = trigger;
    this.#flow = flow;
    this.#services = services;
    this.#access = services.reach(flow, trigger.node);
  }

  get status(): TriggerStatus {
    const { node, definition } = this.#trigger;
    const { lastError } = this.#services.store.memory(this.#flow.activation.id, node);
    return { node, type: definition.type, condition: this.#condition, lastError };
  }

  /** Gets it ready; rejects with why it cannot be. It starts nothing by itself before `go`. */
  async arm(): Promise<void> {
    try {
      this.#ready = await this.#trigger.definition.arm(this.#context(false));
    } catch (thrown) {
      const { masker } = this.#access;
      if (masker.isEmpty) throw thrown;
      const { message, code, hint } = masker.error(toErrorShape(thrown));
      throw new UserError(message, { code, ...(hint === undefined ? {} : { hint }) });
    }
  }

  /** Lets it go on from being ready. What it writes at once is in the commit of this turn. */
  go(): void {
    const watch = this.#ready;
    this.#ready = undefined;
    this.#living = this.#live(watch);
  }

  /** Arms it as one that was armed before: where that fails it is tried again. */
  armAgain(): void {
    this.#living = this.#live(undefined);
  }

  /** Resolves when it has let go of everything. */
  async disarm(): Promise<void> {
    this.#end.abort(new Error('disarmed'));
    // One that was made ready in vain lets go of what it took in the same way; nobody waits for it.
    this.#ready?.().catch(() => undefined);
    this.#ready = undefined;
    await this.#living;
  }

  async #live(armed: Watch | undefined): Promise<void> {
    const { clock } = this.#services;
    const { signal } = this.#end;
    let watch = armed;
    let delay = FIRST_DELAY;
    while (!signal.aborted) {
      const began = clock.now();
      try {
        watch ??= await this.#armAnew();
        await watch();
        return;
      } catch (thrown) {
        if (signal.aborted) return;
        this.#report({ state: 'error', ...wordsOf(this.#access.masker.error(toErrorShape(thrown))) });
        watch = undefined;
        if (clock.now() - began > LONGEST_DELAY) delay = FIRST_DELAY;
        await clock.until(clock.now() + delay, signal).catch(() => undefined);
        delay = Math.min(delay * 2, LONGEST_DELAY);
      }
    }
  }

  async #armAnew(): Promise<Watch> {
    const watch = await this.#trigger.definition.arm(this.#context(true));
    this.#report({ state: 'listening' });
    return watch;
  }

  #context(resumed: boolean): ArmContext<Record<string, unknown>> {
    const { node, params } = this.#trigger;
    const { store, queue, clock, flush } = this.#services;
    const { http, folder, files, connection, mask, masker } = this.#access;
    const { activation, compiled } = this.#flow;
    const { signal } = this.#end;
    const report = (condition: TriggerCondition): void => this.#report(masker.value(condition));
    return {
      http,
      folder,
      files,
      connection,
      params,
      node,
      resumed,
      signal,
      clock,
      flow: {
        id: compiled.flow.id,
        name: compiled.flow.name,
        path: activation.path,
        timezone: compiled.timezone,
      },
      cursor: () => store.memory(activation.id, node).cursor,
      moveCursor: (cursor) => {
        store.saveCursor(activation.id, node, masker.value(cursor));
        return flush();
      },
      start: (items, { key, cursor }) => {
        const about = { key, ...(cursor === undefined ? {} : { cursor: masker.value(cursor) }) };
        return queue.accept(this.#flow, node, mask(items), about, signal);
      },
      ended: (run) => queue.ended(run),
      report,
      takeCalls: (calls) => this.#services.takeCalls(this.#flow, node, calls, { signal, report }),
    };
  }

  #report(condition: TriggerCondition): void {
    if (this.#end.signal.aborted) return;
    this.#condition = condition;
    if (condition.state === 'error') {
      const { message, hint } = condition;
      const error = { at: this.#services.clock.now(), message, ...(hint === undefined ? {} : { hint }) };
      this.#services.store.saveError(this.#flow.activation.id, this.#trigger.node, error);
    }
    this.#services.onChange(this.#flow.activation.path);
  }
}

function wordsOf({ message, hint }: ErrorShape): { message: string; hint?: string } {
  return { message, ...(hint === undefined ? {} : { hint }) };
}
