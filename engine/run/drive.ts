import { type ErrorShape, StepError, toErrorShape, UserError } from '#contract/error';
import type { Flow } from '#contract/flow';
import type { Folder, Item } from '#contract/node';
import {
  apply,
  gatherInput,
  newRunState,
  openScopes,
  type RunEvent,
  type RunStarted,
  type RunState,
  type Step,
  type StepPlace,
  type WaitAnswer,
} from '#contract/run';
import type { CompiledFlow, CompiledNode } from './compile-flow.ts';
import { type Action, decide } from './decide.ts';
import { Flights } from './flights.ts';
import { passAtOnce, passedThrough, passInChunks } from './pass-through.ts';
import { StepFailure } from './perform/failures.ts';
import { perform, resume, type StepSuccess } from './perform/perform.ts';
import { checkRepeat, openContainer } from './perform/perform-container.ts';
import { performSync } from './perform/perform-sync.ts';
import { CHUNK, NO_ABORT, type RunHost, StepRun } from './perform/step-run.ts';
import type { RunServices } from './services.ts';
import { endWithFailure, endWithSuccess } from './step-end.ts';
import { inputLost, tellInput } from './tell-input.ts';
import { fitsWait, Waits } from './waits.ts';

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
  readonly flow: CompiledFlow;
  readonly state: RunState;
  readonly services: RunServices;
  readonly folder: Folder;
  /** Called whenever the run may have become idle or finished. */
  onActivity: (() => void) | undefined;
  onProgress: ((step: string, done: number, total: number | undefined) => void) | undefined;
  readonly #listeners = new Set<RunListener>();
  readonly #flights: Flights;
  readonly #waits: Waits;
  readonly #end = new AbortController();
  #pumping = false;
  #scheduled = false;

  constructor(flow: CompiledFlow, services: RunServices) {
    this.flow = flow;
    this.services = services;
    this.folder = services.folder;
    this.#waits = new Waits(services.clock);
    this.#flights = new Flights(services.clock, {
      landing: () => {
        if (!this.#pumping) this.#schedule();
        this.onActivity?.();
      },
      sleep: () => this.onActivity?.(),
      bug: (thrown) => this.#finish('failed', toErrorShape(thrown)),
    });
    this.state = newRunState({
      graph: flow.graph,
      lists: services.lists,
      retain: flow.retain,
      parallelBranches: flow.flow.settings?.parallelBranches ?? false,
    });
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
    this.#flights.awake(1);
    try {
      this.emit(event);
      this.#watchTimeout(event.at);
      await tellInput(this, event, input);
    } finally {
      this.#flights.awake(-1);
    }
    this.#schedule();
  }

  /** Takes the run up from its journal, then lets it go on. */
  async recover(events: Iterable<RunEvent>): Promise<void> {
    this.#flights.awake(1);
    let count = 0;
    for (const event of events) {
      apply(this.state, event);
      if (++count % 5000 === 0) await new Promise(setImmediate);
    }
    this.#flights.awake(-1);
    const { start, status } = this.state;
    if (!start || status !== 'running') return;
    this.emit({ type: 'run.resumed', at: this.services.clock.now() });
    this.state.abandoned.length = 0;
    for (const scope of [...openScopes(this.state.root)]) {
      for (const step of scope.steps) if (step) this.#recoverStep(step);
    }
    this.#watchTimeout(start.at);
    this.#schedule();
  }

  /** Answers a waiting step. @throws UserError where no such step waits, or it waits for something else */
  answer(key: string, answer: WaitAnswer): void {
    const step = this.waiting().find((waiting) => waiting.key === key);
    const wait = step?.wait?.wait;
    if (!step || !wait) {
      throw new UserError(`The step "${key}" of run ${this.id} does not wait for anything.`, {
        code: 'NOT_WAITING',
        hint: `See what waits: flowbench show ${this.id}`,
      });
    }
    if (!fitsWait(answer, wait)) {
      throw new UserError(`The step "${key}" waits for ${NEEDS[wait.for]}, not for ${NEEDS[answer.by]}.`, {
        code: 'WRONG_ANSWER',
        hint: ANSWERED_BY[wait.for],
      });
    }
    this.#wake(step, answer);
  }

  /** Ends a wait with a failure. @param cause what lies behind it */
  failWait(step: Step, error: StepError, cause: ErrorShape | undefined): void {
    this.#waits.disarm(step);
    const shape = { ...toErrorShape(error), ...(cause ? { cause } : {}) };
    endWithFailure(this.#runOf(step, NO_ABORT), new StepFailure(shape));
    this.#schedule();
  }

  cancel(): void {
    this.#finish('cancelled', undefined);
  }

  /** Stops working without ending the run; it can be taken up again from its journal. */
  suspend(): void {
    const reason = new Error('suspended');
    this.#end.abort(reason);
    this.#flights.abortAll(reason);
    this.#waits.disarmAll();
  }

  get activity(): RunActivity {
    if (this.state.status !== 'running') return { is: 'finished' };
    if (this.#pumping || this.#scheduled || this.#flights.isBusy) return { is: 'busy' };
    const times = [this.#flights.soonest, this.#waits.soonest].filter((time) => time !== undefined);
    return { is: 'idle', until: times.length === 0 ? undefined : Math.min(...times) };
  }

  /** Steps that wait, and for what. */
  waiting(): Step[] {
    const steps = [...openScopes(this.state.root)].flatMap((scope) => scope.steps);
    return steps.filter((step) => step?.status === 'waiting') as Step[];
  }

  emit(event: RunEvent, place?: StepPlace): void {
    this.services.journal.append(this.id || (event as { run?: string }).run || '', event);
    const step = apply(this.state, event, place);
    for (const listener of this.#listeners) listener(event, step, this.state);
    if (event.type === 'step.waiting' && step) this.#armWait(step);
    if (this.state.abandoned.length > 0) this.#dropAbandoned();
  }

  progress(step: string, done: number, total: number | undefined): void {
    this.onProgress?.(step, done, total);
  }

  awake(change: number): void {
    this.#flights.awake(change);
  }

  sleepUntil(time: number, signal: AbortSignal): Promise<void> {
    return this.#flights.sleepUntil(time, signal);
  }

  #schedule(): void {
    if (this.#scheduled || this.#end.signal.aborted) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  /** Does whatever can be done now, in slices, so that other runs and the window get their turn. */
  #pump(): void {
    if (this.#pumping || this.#end.signal.aborted) return;
    this.#pumping = true;
    const start = performance.now();
    try {
      for (let steps = 1; ; steps++) {
        const action = decide(this.state);
        if (!action) break;
        this.#do(action);
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
    this.onActivity?.();
  }

  #do(action: Action): void {
    switch (action.do) {
      case 'run':
        this.#begin(action);
        return;
      case 'skip':
        this.emit({ type: 'step.skipped', step: action.scope.prefix + action.node.id }, action);
        return;
      case 'check':
        this.#check(action.step);
        return;
      case 'close':
        this.#close(action.step);
        return;
      case 'finish':
        this.#finish(this.state.root.error ? 'failed' : 'succeeded', this.state.root.error);
    }
  }

  #begin({ scope, node }: StepPlace): void {
    const compiled = this.flow.nodes.get(node.id) as CompiledNode;
    const startedAt = this.services.clock.now();
    const run = new StepRun(this, compiled, scope, gatherInput(scope, node.incoming), startedAt, NO_ABORT);
    const passed = compiled.node.disabled ? passedThrough(run) : undefined;
    let out: ReturnType<typeof performSync>;
    try {
      if (passed === undefined) out = performSync(run);
      else if (passed <= CHUNK) out = passAtOnce(run, passed);
    } catch (thrown) {
      endWithFailure(run, thrown);
      return;
    }
    if (out) {
      endWithSuccess(run, { out });
      return;
    }
    this.emit({ type: 'step.started', at: startedAt, step: run.key }, run);
    this.#perform(run.step);
  }

  /** Lets a step that has begun act, from wherever its facts say it stands. */
  #perform(step: Step): void {
    this.#fly(step, (run) => {
      const { definition, node } = run.compiled;
      if (node.disabled) return passInChunks(run, passedThrough(run));
      // A container goes on in its inside; the step itself is in flight only while its parameters are settled.
      return 'container' in definition ? openContainer(run, definition) : perform(run);
    });
  }

  /** Performs a step in the background; its success or failure is journalled when it ends. */
  #fly(step: Step, act: (run: StepRun) => Promise<StepSuccess | undefined> | StepSuccess | undefined): void {
    let run: StepRun | undefined;
    const goesOn = (): boolean => step.status === 'running' || step.status === 'waiting';
    this.#flights.launch<StepSuccess | undefined>(
      step,
      (signal) => {
        run = this.#runOf(step, signal);
        return act(run);
      },
      {
        succeed: (success) => {
          if (run && success && goesOn()) endWithSuccess(run, success);
        },
        fail: (thrown) => {
          if (run && goesOn()) endWithFailure(run, thrown);
        },
      },
    );
  }

  #runOf(step: Step, signal: AbortSignal): StepRun {
    const compiled = this.flow.nodes.get(step.node.id) as CompiledNode;
    const input = step.input ?? gatherInput(step.scope, step.node.incoming);
    return new StepRun(this, compiled, step.scope, input, step.startedAt, signal);
  }

  #check(step: Step): void {
    const { loop } = step;
    if (!loop) return;
    this.#fly(step, async (run) => {
      const again = await checkRepeat(run, loop);
      run.emit({ type: 'loop.checked', at: this.services.clock.now(), step: step.key, again });
      return undefined;
    });
  }

  /** A container has gone round for the last time: it succeeds, or fails with its iteration's error. */
  #close(step: Step): void {
    const run = this.#runOf(step, NO_ABORT);
    const { loop } = step;
    if (!loop?.failure) {
      endWithSuccess(run, {});
      return;
    }
    const first = loop.failure.index * loop.batchSize;
    const isForEach = step.node.shape.container === 'forEach';
    const items = isForEach ? (loop.source.list?.slice(first, first + loop.batchSize) ?? []) : undefined;
    endWithFailure(run, new StepFailure(loop.failure.error), items);
  }

  #recoverStep(step: Step): void {
    const { status, loop, wait } = step;
    // Asking for a flow again is safe: it is called once for a step, and answers once it has ended.
    if (status === 'waiting' && wait?.wait.for === 'flow') this.#perform(step);
    else if (status === 'waiting') this.#armWait(step);
    if (status !== 'running') return;
    if (step.node.shape.trigger) {
      this.#finish('failed', toErrorShape(inputLost()));
      return;
    }
    if (loop && loop.concurrency > 0) return; // its inside goes on by itself, or the agenda has it
    // A container that had not opened settles its parameters anew.
    if (step.node.inner) this.emit({ type: 'step.started', at: step.startedAt, step: step.key });
    this.#perform(step);
  }

  /** Sets the clock for a wait that ends by itself. */
  #armWait(step: Step): void {
    this.#waits.arm(step, () => this.#wake(step, { by: 'time' }));
  }

  #wake(step: Step, answer: WaitAnswer): void {
    this.#waits.disarm(step);
    if (step.status !== 'waiting' || this.#end.signal.aborted) return;
    // After a restart the step may be asking again for what has just been answered.
    this.#flights.abort(step, new Error('answered'));
    const item = step.wait?.item;
    this.emit({
      type: 'step.resumed',
      at: this.services.clock.now(),
      step: step.key,
      ...(item === undefined ? {} : { item }),
      answer,
    });
    this.#fly(step, (run) => resume(run, item, answer));
  }

  #watchTimeout(startedAt: number): void {
    const { timeout } = this.flow;
    if (timeout === undefined) return;
    this.services.clock.until(startedAt + timeout, this.#end.signal).then(
      () => this.#finish('failed', toErrorShape(runTooLong(this.flow.flow.settings?.timeout ?? ''))),
      () => undefined,
    );
  }

  #finish(status: 'succeeded' | 'failed' | 'cancelled', error: ErrorShape | undefined): void {
    if (this.state.status !== 'running') return;
    const errorFlow = status === 'failed' ? errorFlowOf(this.flow.flow, this.state.start?.parent) : undefined;
    this.emit({
      type: 'run.finished',
      at: this.services.clock.now(),
      status,
      ...(error ? { error } : {}),
      ...(errorFlow === undefined ? {} : { errorFlow }),
    });
    this.#end.abort(new Error(`run ${status}`));
    this.onActivity?.();
  }

  #dropAbandoned(): void {
    const reason = new Error('cancelled');
    for (const step of this.state.abandoned.splice(0)) {
      this.#flights.abort(step, reason);
      this.#waits.disarm(step);
    }
  }
}

/** The error flow a failed run calls. An error flow's own failure starts no further one. */
export function errorFlowOf(flow: Flow, parent: RunStarted['parent']): string | undefined {
  const isErrorFlow = parent !== undefined && parent.step === undefined && !parent.retry;
  return isErrorFlow ? undefined : flow.settings?.onFailure;
}

/** How a wait ends. */
const ANSWERED_BY = {
  time: 'It goes on by itself when the time has come.',
  call: 'Answer with call.',
  approval: 'Answer with approved or rejected.',
  flow: 'It goes on when the flow it called has ended.',
  decision: 'Answer with retry, skip or done.',
} as const;

/** What a wait is for, and what an answer is. */
const NEEDS = {
  time: 'a time',
  call: 'a call',
  approval: 'an approval',
  flow: 'another flow',
  decision: 'a decision about an effect in doubt',
} as const;

function runTooLong(timeout: string): StepError {
  return new StepError(`the run took longer than ${timeout}`, {
    code: 'RUN_TIMEOUT',
    hint: 'Raise "timeout" in the settings of the flow.',
    retryable: false,
  });
}
