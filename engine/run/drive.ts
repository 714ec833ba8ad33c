import { type ErrorShape, StepError, toErrorShape, UserError } from '#contract/error';
import type { Flow } from '#contract/flow';
import type { Folder, Item } from '#contract/node';
import {
  apply,
  CAUGHT,
  gatherInput,
  newRunState,
  openScopes,
  type PortOutputs,
  type RunEvent,
  type RunStarted,
  type RunState,
  type Step,
  type StepPlace,
  type WaitAnswer,
} from '#contract/run';
import type { CompiledFlow, CompiledNode } from './compile-flow.ts';
import { type Action, decide } from './decide.ts';
import { errorAt, failedItem, StepFailure } from './perform/failures.ts';
import { perform, resume, type StepSuccess } from './perform/perform.ts';
import { checkRepeat, openContainer } from './perform/perform-container.ts';
import { performSync } from './perform/perform-sync.ts';
import { CHUNK, NO_ABORT, type RunHost, StepRun } from './perform/step-run.ts';
import type { RunServices } from './services.ts';

/** Steps between two looks at the clock, and milliseconds before other work gets its turn. */
const STEPS_PER_LOOK = 32;
const SLICE = 8;

/** What steps wait for, and how they are answered. */
const WAITS = {
  approval: { what: 'an approval', hint: 'Answer with approved or rejected.' },
  call: { what: 'a call', hint: 'Answer with call.' },
  decision: { what: 'a decision', hint: 'Answer with retry, skip or done.' },
  flow: { what: 'the flow it called', hint: 'It goes on when that flow has ended.' },
  time: { what: 'its time', hint: 'It goes on by itself when the time has come.' },
} as const;

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
  /** Steps in flight and how to stop them. */
  readonly #flying = new Map<Step, AbortController>();
  /** Wake-up times of steps that sleep before their next attempt. */
  readonly #sleeping = new Map<symbol, number>();
  readonly #timers = new Map<Step, AbortController>();
  readonly #end = new AbortController();
  /** Workers at work in steps in flight. */
  #awake = 0;
  #pumping = false;
  #scheduled = false;

  constructor(flow: CompiledFlow, services: RunServices) {
    this.flow = flow;
    this.services = services;
    this.folder = services.folder;
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
  async start(
    event: Extract<RunEvent, { type: 'run.started' }>,
    input: AsyncIterable<readonly Item[]>,
  ): Promise<void> {
    this.emit(event);
    const { trigger } = event;
    let part: Item[] = [];
    let told = 0;
    for await (const chunk of input) {
      for (const item of chunk) {
        part.push(item);
        if (part.length < CHUNK) continue;
        this.emit({
          type: 'step.checkpoint',
          step: trigger,
          from: told,
          count: part.length,
          out: { out: { items: part } },
        });
        told += part.length;
        part = [];
      }
    }
    if (part.length > 0 && told > 0) {
      this.emit({
        type: 'step.checkpoint',
        step: trigger,
        from: told,
        count: part.length,
        out: { out: { items: part } },
      });
    }
    const at = this.services.clock.now();
    const out = told === 0 ? { out: { out: { items: part } } } : {};
    this.emit({ type: 'step.succeeded', at, step: trigger, ms: at - event.at, ...out });
    this.#watchTimeout(event.at);
    this.#schedule();
  }

  /** Takes the run up from its journal, then lets it go on. */
  async recover(events: Iterable<RunEvent>): Promise<void> {
    let count = 0;
    for (const event of events) {
      apply(this.state, event);
      if (++count % 5000 === 0) await new Promise(setImmediate);
    }
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

  /** Answers a waiting step. @throws UserError where no such step waits. */
  answer(key: string, answer: WaitAnswer): void {
    const step = [...openScopes(this.state.root)].flatMap((scope) => scope.steps).find((s) => s?.key === key);
    if (step?.status !== 'waiting' || !step.wait) {
      throw new UserError(`The step "${key}" of run ${this.id} does not wait for anything.`, {
        code: 'NOT_WAITING',
        hint: `See what waits: flowbench show ${this.id}`,
      });
    }
    const wanted = step.wait.wait.for;
    if (wanted !== answer.by) {
      const { what, hint } = WAITS[wanted];
      throw new UserError(`The step "${key}" waits for ${what}, not for this.`, {
        code: 'WRONG_ANSWER',
        hint,
      });
    }
    this.#wake(step, answer);
  }

  /** Ends a wait with a failure. @param cause what lies behind it */
  failWait(step: Step, error: StepError, cause: ErrorShape | undefined): void {
    const compiled = this.flow.nodes.get(step.node.id) as CompiledNode;
    const input = step.input ?? gatherInput(step.scope, step.node.incoming);
    const run = new StepRun(this, compiled, step.scope, input, step.startedAt, NO_ABORT);
    const shape = { ...toErrorShape(error), ...(cause ? { cause } : {}) };
    this.#fail(run, new StepFailure(shape));
    this.#schedule();
  }

  cancel(): void {
    if (this.state.status !== 'running') return;
    this.#finish('cancelled', undefined);
  }

  /** Stops working without ending the run; it can be taken up again from its journal. */
  suspend(): void {
    this.#end.abort(new Error('suspended'));
    for (const controller of [...this.#flying.values(), ...this.#timers.values()])
      controller.abort(new Error('suspended'));
  }

  get activity(): RunActivity {
    if (this.state.status !== 'running') return { is: 'finished' };
    if (this.#pumping || this.#scheduled || this.#awake > 0) return { is: 'busy' };
    let until: number | undefined;
    const soonest = (time: number | undefined): void => {
      if (time !== undefined) until = Math.min(until ?? time, time);
    };
    for (const time of this.#sleeping.values()) soonest(time);
    for (const step of this.#timers.keys()) soonest(untilOf(step));
    return { is: 'idle', until };
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
    this.#awake += change;
  }

  async sleepUntil(time: number, signal: AbortSignal): Promise<void> {
    const key = Symbol();
    this.#sleeping.set(key, time);
    this.#awake--;
    queueMicrotask(() => this.#tellActivity());
    try {
      await this.services.clock.until(time, signal);
    } finally {
      this.#awake++;
      this.#sleeping.delete(key);
    }
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
    this.#tellActivity();
  }

  #do(action: Action): void {
    switch (action.do) {
      case 'run': {
        const compiled = this.flow.nodes.get(action.node.id) as CompiledNode;
        this.#begin(compiled, action.scope, action.node.incoming);
        return;
      }
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

  #begin(compiled: CompiledNode, scope: Step['scope'], incoming: Step['node']['incoming']): void {
    const startedAt = this.services.clock.now();
    const run = new StepRun(this, compiled, scope, gatherInput(scope, incoming), startedAt, NO_ABORT);
    try {
      const out = compiled.node.disabled ? passThrough(run) : performSync(run);
      if (out) {
        this.#succeed(run, { out });
        return;
      }
    } catch (thrown) {
      this.#fail(run, thrown);
      return;
    }
    this.emit({ type: 'step.started', at: startedAt, step: run.key }, run);
    if ('container' in compiled.definition) this.#fly(run.step, (flying) => this.#open(flying));
    else this.#fly(run.step, (flying) => perform(flying));
  }

  /** A container goes on in its inside; the step itself is in flight only while its parameters are settled. */
  #open(run: StepRun): Promise<undefined> | undefined {
    if (!('container' in run.compiled.definition)) return undefined;
    return openContainer(run, run.compiled.definition);
  }

  /** Performs a step in the background; its success or failure is journalled when it ends. */
  #fly(step: Step, act: (run: StepRun) => Promise<StepSuccess | undefined> | undefined): void {
    const controller = new AbortController();
    const compiled = this.flow.nodes.get(step.node.id) as CompiledNode;
    const input = step.input ?? gatherInput(step.scope, step.node.incoming);
    const run = new StepRun(this, compiled, step.scope, input, step.startedAt, controller.signal);
    this.#flying.set(step, controller);
    this.#awake++;
    const land = (): boolean => {
      if (this.#flying.get(step) === controller) this.#flying.delete(step);
      this.#awake--;
      return !controller.signal.aborted && (step.status === 'running' || step.status === 'waiting');
    };
    const succeed = (success: StepSuccess | undefined): void => {
      if (land() && success) this.#succeed(run, success);
      this.#afterFlight();
    };
    const fail = (thrown: unknown): void => {
      if (land()) this.#fail(run, thrown);
      this.#afterFlight();
    };
    try {
      const result = act(run);
      if (result) result.then(succeed).catch(fail);
      else succeed(undefined);
    } catch (thrown) {
      fail(thrown);
    }
  }

  #afterFlight(): void {
    if (!this.#pumping) this.#schedule();
    this.#tellActivity();
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
    const compiled = this.flow.nodes.get(step.node.id) as CompiledNode;
    const run = new StepRun(
      this,
      compiled,
      step.scope,
      step.input ?? gatherInput(step.scope, step.node.incoming),
      step.startedAt,
      NO_ABORT,
    );
    const failure = step.loop?.failure;
    if (!failure) {
      this.#succeed(run, {});
      return;
    }
    const first = failure.index * (step.loop?.batchSize ?? 1);
    const isForEach = step.node.shape.container === 'forEach';
    const items = isForEach
      ? (step.loop?.source.list?.slice(first, first + (step.loop?.batchSize ?? 1)) ?? [])
      : run.input.toArray();
    this.#fail(run, new StepFailure(failure.error), items);
  }

  #succeed(run: StepRun, success: StepSuccess): void {
    const { out } = success;
    const caught = run.compiled.onError === 'catch' ? onlyCaught(run, out) : undefined;
    if (caught) {
      const [first] = caught as readonly { json: { error: ErrorShape } }[];
      this.#emitFailed(run, first?.json.error ?? toErrorShape('nothing was caught'), caught);
      return;
    }
    const at = this.services.clock.now();
    this.emit(
      {
        type: 'step.succeeded',
        at,
        step: run.key,
        ms: at - run.startedAt,
        ...success,
        ...(run.toRemember.length > 0 ? { remember: run.toRemember } : {}),
      },
      run,
    );
  }

  /** The step failed as a whole: `items` are the failed ones, by default its input. */
  #fail(run: StepRun, thrown: unknown, items?: readonly Item[]): void {
    const { compiled } = run;
    const error = errorAt(thrown, compiled.id, run.key);
    if (compiled.onError === 'stop') {
      this.#emitFailed(run, error, undefined);
      return;
    }
    const failed = (items ?? run.input.toArray()).map((item) => failedItem(item, error, compiled));
    if (failed.length === 0) failed.push(failedItem({ json: {} }, error, compiled));
    if (compiled.onError === 'catch') {
      this.#emitFailed(run, error, failed);
      return;
    }
    const port = compiled.onError === 'route' ? 'error' : compiled.mainPort;
    this.#succeed(run, { out: port === undefined ? {} : { [port]: { items: failed, from: 'all' } } });
  }

  #emitFailed(run: StepRun, error: ErrorShape, caught: readonly Item[] | undefined): void {
    const at = this.services.clock.now();
    this.emit(
      {
        type: 'step.failed',
        at,
        step: run.key,
        ms: at - run.startedAt,
        error,
        ...(caught ? { caught } : {}),
      },
      run,
    );
  }

  #recoverStep(step: Step): void {
    const { status, loop, wait } = step;
    if (status === 'waiting' && wait?.wait.for === 'flow') {
      // Asking again is safe: a flow is called once for a step, and answers once it has ended.
      this.#fly(step, (run) => perform(run));
      return;
    }
    if (status === 'waiting' && wait) {
      this.#armWait(step);
      return;
    }
    if (status !== 'running') return;
    if (step.node.shape.trigger) {
      this.#finish('failed', toErrorShape(inputLost()));
      return;
    }
    if (loop && loop.concurrency > 0) return; // its inside goes on by itself, or the agenda has it
    const compiled = this.flow.nodes.get(step.node.id) as CompiledNode;
    if ('container' in compiled.definition) {
      this.emit({ type: 'step.started', at: step.startedAt, step: step.key });
      this.#fly(step, (run) => this.#open(run));
      return;
    }
    this.#fly(step, (run) => perform(run));
  }

  /** Sets the clock for a wait that ends by itself. */
  #armWait(step: Step): void {
    const wait = step.wait?.wait;
    if (!wait) return;
    const until = untilOf(step);
    if (until === undefined) return;
    const controller = new AbortController();
    this.#timers.set(step, controller);
    this.services.clock.until(until, controller.signal).then(
      () => this.#wake(step, { by: 'time' }),
      () => undefined,
    );
  }

  #wake(step: Step, answer: WaitAnswer): void {
    this.#timers.get(step)?.abort(new Error('answered'));
    this.#timers.delete(step);
    if (step.status !== 'waiting' || this.#end.signal.aborted) return;
    // After a restart the step may be asking again for what has just been answered.
    this.#flying.get(step)?.abort(new Error('answered'));
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
    this.#tellActivity();
  }

  #dropAbandoned(): void {
    for (const step of this.state.abandoned.splice(0)) {
      this.#flying.get(step)?.abort(new Error('cancelled'));
      this.#timers.get(step)?.abort(new Error('cancelled'));
      this.#timers.delete(step);
    }
  }

  #tellActivity(): void {
    this.onActivity?.();
  }
}

/** The error flow a failed run calls. An error flow's own failure starts no further one. */
export function errorFlowOf(flow: Flow, parent: RunStarted['parent']): string | undefined {
  return parent !== undefined && parent.step === undefined ? undefined : flow.settings?.onFailure;
}

function untilOf(step: Step): number | undefined {
  const wait = step.wait?.wait;
  return wait && 'until' in wait ? wait.until : undefined;
}

/** Disabled nodes pass items through their first ports. */
function passThrough(run: StepRun): PortOutputs {
  const { mainPort, graph } = run.compiled;
  if (mainPort === undefined || run.input.length === 0) return {};
  const firstInput = graph.shape.inputs[0];
  const taken = graph.incoming.filter((edge) => edge.toPort === firstInput);
  const count = gatherInput(run.scope, taken).length;
  return { [mainPort]: { pick: Array.from({ length: count }, (_, index) => index) } };
}

/** The caught items, where a step inside a try gave nothing else: then it failed as a whole. */
function onlyCaught(run: StepRun, out: PortOutputs | undefined): readonly Item[] | undefined {
  const caught = out?.[CAUGHT];
  if (!caught || !('items' in caught) || Object.keys(out ?? {}).length > 1) return undefined;
  const step = run.scope.steps[run.compiled.graph.index];
  return step && step.outputs.size > 0 ? undefined : caught.items;
}

function runTooLong(timeout: string): StepError {
  return new StepError(`the run took longer than ${timeout}`, {
    code: 'RUN_TIMEOUT',
    hint: 'Raise "timeout" in the settings of the flow.',
    retryable: false,
  });
}

function inputLost(): StepError {
  return new StepError('the engine stopped before the input of this run was read completely', {
    code: 'INPUT_INCOMPLETE',
    hint: 'Start the run again with its input.',
    retryable: false,
  });
}
