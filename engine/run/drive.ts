import { type ErrorShape, StepError, toErrorShape, UserError } from '#contract/error';
import type { Flow } from '#contract/flow';
import type { Folder, Item } from '#contract/node';
import {
  apply,
  type DebugFact,
  newRunState,
  type RunEvent,
  type RunStarted,
  type RunState,
  type Step,
  type StepPlace,
  type WaitAnswer,
} from '#contract/run';
import type { CompiledFlow } from './compile-flow.ts';
import { type Action, canBegin, decide } from './decide.ts';
import { withParams } from './edited-params.ts';
import { maskFact } from './mask-fact.ts';
import { Pauses } from './pauses.ts';
import { breathe } from './perform/breathe.ts';
import { relearning } from './perform/open-connection.ts';
import type { RunHost } from './perform/step-run.ts';
import type { RunServices } from './services.ts';
import { Steps } from './steps.ts';
import { inputLost, tellInput, tellItems } from './tell-input.ts';

/** Steps between two looks at the clock, and milliseconds before other work gets its turn. */
const STEPS_PER_LOOK = 32;
const SLICE = 8;

/** Hears every fact, after it has been applied. `step` is the one it is about. */
export type RunListener = (event: RunEvent, step: Step | undefined, state: RunState) => void;

/** Whether a run is busy, done, or waits: until a time, or for something outside (`until` undefined). */
export type RunActivity = { is: 'busy' } | { is: 'idle'; until: number | undefined } | { is: 'finished' };

/**
 * Runs one flow once: performs what `decide` returns, journals the facts, applies
 * them, publishes them, and goes round. Keeps no state of its own that matters
 * beyond what is in flight: after a crash everything follows from the journal.
 */
export class RunDriver implements RunHost {
  #flow: CompiledFlow;
  readonly state: RunState;
  readonly services: RunServices;
  readonly folder: Folder;
  relearn: RunHost['relearn'];
  /**
   * Looks whenever the run may have become idle or finished. An object rather than a function: with a new closure
   * set on every driver, V8 keeps ended runs alive until its next full collection.
   */
  watcher: { look(): void } | undefined;
  onProgress: ((step: string, done: number, total: number | undefined) => void) | undefined;
  readonly #listeners = new Set<RunListener>();
  readonly #steps: Steps;
  readonly #pauses: Pauses;
  /** Made for runs that may take only so long. */
  #timeout: AbortController | undefined;
  #stopped = false;
  #pumping = false;
  #scheduled = false;

  constructor(flow: CompiledFlow, services: RunServices) {
    this.#flow = flow;
    this.services = services;
    this.folder = services.folder;
    this.state = newRunState({
      graph: flow.graph,
      lists: services.lists,
      retain: flow.retain,
      parallelBranches: flow.flow.settings?.parallelBranches ?? false,
    });
    this.#steps = new Steps(this, {
      landing: () => {
        if (!this.#pumping) this.#schedule();
        this.watcher?.look();
      },
      sleep: () => this.watcher?.look(),
      bug: (thrown) => this.#finish('failed', toErrorShape(thrown)),
    });
    this.#pauses = new Pauses(this, {
      begin: (place) => this.#steps.begin(place),
      paused: () => this.#timeout?.abort(new Error('paused')),
      answered: () => {
        this.#schedule();
        this.watcher?.look();
      },
      bug: (thrown) => this.#finish('failed', toErrorShape(thrown)),
    });
  }

  /** The flow, with parameters that were changed in this run. */
  get flow(): CompiledFlow {
    return this.#flow;
  }

  /** The run's id, once it has started. */
  get id(): string {
    return this.state.start?.run ?? '';
  }

  subscribe(listener: RunListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts the run with the trigger's items. Resolves once they are journalled; the run goes on by itself. */
  async start(event: RunStarted, input: AsyncIterable<readonly Item[]>): Promise<void> {
    this.awake(1);
    try {
      this.emit(event);
      this.#watchTimeout(event.at);
      await tellInput(this, event, input);
    } finally {
      this.awake(-1);
    }
    this.#checkOnly();
    this.#schedule();
  }

  /**
   * The same for a few items, which are journalled when it returns.
   *
   * @param now does what can be done without waiting for anything before it returns, as far as a turn allows
   */
  startWith(event: RunStarted, items: readonly Item[], now: boolean): void {
    this.emit(event);
    this.#watchTimeout(event.at);
    tellItems(this, event, items);
    if (now) this.#pump();
    else this.#schedule();
  }

  /** Takes the run up from its journal, then lets it go on. */
  async recover(events: Iterable<RunEvent>): Promise<void> {
    const resumed = await this.#fold(events);
    const { start } = this.state;
    // A retry says that it has all it takes over by going on: half of it would repeat the other half.
    if (start?.parent?.retry && resumed < start.at) this.#finish('failed', toErrorShape(takenOverInPart()));
    this.#goOn();
  }

  /** Begins a run with the facts it takes over of an earlier one. */
  async begin(events: Iterable<RunEvent>): Promise<void> {
    await this.#fold(events);
    this.#goOn();
  }

  /** @returns when the engine last came back to the run */
  async #fold(events: Iterable<RunEvent>): Promise<number> {
    this.awake(1);
    let resumed = 0;
    for (const event of events) {
      apply(this.state, event);
      if (event.type === 'run.resumed') resumed = event.at;
      await breathe();
    }
    this.#takeParams();
    this.awake(-1);
    return resumed;
  }

  #goOn(): void {
    const { start, status } = this.state;
    if (!start || status !== 'running') return;
    this.relearn = relearning(this, () => {
      this.relearn = undefined;
    });
    this.emit({ type: 'run.resumed', at: this.services.clock.now() });
    this.state.abandoned.length = 0;
    const trigger = this.state.root.steps.find((step) => step?.key === start.trigger);
    if (trigger?.status === 'running') {
      this.#finish('failed', toErrorShape(inputLost()));
      return;
    }
    this.#checkOnly();
    this.#steps.recover();
    this.#watchTimeout(start.at);
    this.#schedule();
  }

  /** Answers a waiting step. @throws UserError where no such step waits, or it waits for something else */
  answer(key: string, answer: WaitAnswer): void {
    this.#steps.answer(key, answer);
  }

  /** Ends a wait with a failure. @param cause what lies behind it */
  failWait(step: Step, error: StepError, cause: ErrorShape | undefined): void {
    this.#steps.failWait(step, error, cause);
    this.#schedule();
  }

  /** Journals what somebody who debugs the run does; whether it fits is for the caller to know. */
  debug(fact: DebugFact): void {
    this.emit(fact);
    if (fact.type === 'debug.edited' && 'params' in fact) this.#takeParams();
    // Time that a run is paused does not count.
    if (fact.type === 'debug.resumed' && this.state.start) this.#watchTimeout(this.state.start.at);
    this.#schedule();
    this.watcher?.look();
  }

  /** From the state, where they are as they are journalled. */
  #takeParams(): void {
    for (const [node, params] of this.state.debug?.params ?? [])
      this.#flow = withParams(this.#flow, node, params);
  }

  cancel(): void {
    this.#finish('cancelled', undefined);
  }

  /** Begins no further steps; those at work end and are journalled. `suspend` comes after it. */
  rest(): void {
    this.#stopped = true;
  }

  /** Whether steps are at work, those that sleep before their next attempt left aside. */
  get isAtWork(): boolean {
    return this.#steps.isBusy;
  }

  /** Stops working without ending the run; it can be taken up again from its journal. */
  suspend(): void {
    this.#stopped = true;
    const reason = new Error('suspended');
    this.#timeout?.abort(reason);
    this.#pauses.end();
    this.#steps.abortAll(reason);
  }

  get activity(): RunActivity {
    if (this.state.status !== 'running') return { is: 'finished' };
    if (this.#pumping || this.#scheduled || this.#steps.isBusy) return { is: 'busy' };
    return { is: 'idle', until: this.#steps.soonest };
  }

  /** Steps that wait, and for what. */
  waiting(): Step[] {
    return this.#steps.waiting();
  }

  emit(told: RunEvent, place?: StepPlace): void {
    const { masker } = this.services;
    // Here and nowhere later, so that what is journalled and what the next nodes see are the same.
    const event = masker.isEmpty ? told : maskFact(told, masker);
    this.services.journal.append(this.id || (event as { run?: string }).run || '', event);
    const step = apply(this.state, event, place);
    for (const listener of this.#listeners) listener(event, step, this.state);
    if (event.type === 'step.waiting' && step) this.#steps.armWait(step);
    if (this.state.abandoned.length > 0) this.#steps.dropAbandoned();
    if (event.type === 'step.succeeded' && event.step === this.state.start?.only)
      this.#finish('succeeded', undefined);
    if (event.type === 'step.failed' && event.step === this.state.start?.only)
      this.#finish('failed', event.error);
  }

  /** A node that is tried out needs items: nothing else runs that could bring them. */
  #checkOnly(): void {
    const { status, start } = this.state;
    if (status !== 'running' || start?.only === undefined || canBegin(this.state, start.only)) return;
    this.#finish('failed', toErrorShape(nothingCame(start.only)));
  }

  progress(step: string, done: number, total: number | undefined): void {
    this.onProgress?.(step, done, total);
  }

  awake(change: number): void {
    this.#steps.flights.awake(change);
  }

  sleepUntil(time: number, signal: AbortSignal): Promise<void> {
    return this.#steps.flights.sleepUntil(time, signal);
  }

  #schedule(): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  /** Does whatever can be done now, in slices, so that other runs and the window get their turn. */
  #pump(): void {
    if (this.#pumping || this.#stopped || this.#pauses.isAsking) return;
    this.#pumping = true;
    const start = performance.now();
    try {
      for (let steps = 1; ; steps++) {
        const action = decide(this.state);
        if (!action) break;
        this.#do(action);
        if (this.#pauses.isAsking) break;
        if (steps % STEPS_PER_LOOK === 0 && performance.now() - start > SLICE) {
          this.#schedule();
          break;
        }
      }
    } catch (thrown) {
      // Whatever went wrong in here is our bug; the run must say so rather than hang.
      this.#finish('failed', toErrorShape(thrown));
    } finally {
      this.#pumping = false;
    }
    this.watcher?.look();
  }

  #do(action: Action): void {
    switch (action.do) {
      case 'run':
        this.#steps.begin(action);
        return;
      case 'skip':
        this.emit({ type: 'step.skipped', step: action.scope.prefix + action.node.id }, action);
        return;
      case 'check':
        this.#steps.check(action.step);
        return;
      case 'close':
        this.#steps.close(action.step);
        return;
      case 'finish':
        this.#finish(this.state.root.error ? 'failed' : 'succeeded', this.state.root.error);
        return;
      case 'pause':
      case 'ask':
        this.#pauses.stopAt(action);
    }
  }

  #watchTimeout(startedAt: number): void {
    const { timeout } = this.flow;
    const { debug } = this.state;
    if (timeout === undefined || debug?.paused) return;
    this.#timeout = new AbortController();
    const end = startedAt + timeout + (debug?.pausedFor ?? 0);
    this.services.clock.until(end, this.#timeout.signal).then(
      () => this.#finish('failed', toErrorShape(runTooLong(this.flow.flow.settings?.timeout ?? ''))),
      () => undefined,
    );
  }

  #finish(status: 'succeeded' | 'failed' | 'cancelled', error: ErrorShape | undefined): void {
    if (this.state.status !== 'running') return;
    const { parent, only } = this.state.start ?? {};
    const calls = status === 'failed' && only === undefined;
    const errorFlow = calls ? errorFlowOf(this.flow.flow, parent) : undefined;
    this.emit({
      type: 'run.finished',
      at: this.services.clock.now(),
      status,
      ...(error ? { error } : {}),
      ...(errorFlow === undefined ? {} : { errorFlow }),
    });
    this.#stopped = true;
    this.#timeout?.abort(new Error(`run ${status}`));
    this.watcher?.look();
  }
}

/** The error flow a failed run calls. An error flow's own failure starts no further one. */
export function errorFlowOf(flow: Flow, parent: RunStarted['parent']): string | undefined {
  const isErrorFlow = parent !== undefined && parent.step === undefined && !parent.retry;
  return isErrorFlow ? undefined : flow.settings?.onFailure;
}

function nothingCame(step: string): UserError {
  return new UserError(`nothing has come to "${step}" that it could run with`, {
    code: 'NO_INPUT',
    hint: 'Run the flow, or the nodes before it, so that items reach it.',
  });
}

function takenOverInPart(): StepError {
  return new StepError('the engine stopped while this run was taking over what the earlier one had done', {
    code: 'RETRY_BROKE_OFF',
    hint: 'Retry the earlier run again.',
    retryable: false,
  });
}

function runTooLong(timeout: string): StepError {
  return new StepError(`the run took longer than ${timeout}`, {
    code: 'RUN_TIMEOUT',
    hint: 'Raise "timeout" in the settings of the flow.',
    retryable: false,
  });
}
