import type { ErrorShape, UserError } from '#contract/error';
import type { Flow } from '#contract/flow';
import type { Item } from '#contract/node';
import type { DebugFact, RunStarted, RunState, Step, WaitAnswer } from '#contract/run';
import type { Masker } from '#engine/credentials';
import {
  type CompiledFlow,
  calledFlowFailed,
  type RunActivity,
  type RunDriver,
  type RunListener,
} from '#engine/run';
import { type RunOutputs, runOutputs } from './run-outputs.ts';
import { type StepReport, StepReports } from './step-reports.ts';

/** What became of a run. */
export interface RunResult {
  run: string;
  status: 'succeeded' | 'failed' | 'waiting' | 'cancelled';
  /** Items of the nodes without outgoing edges, by node and port. */
  outputs: RunOutputs;
  error?: ErrorShape;
  /** Where they were asked for. */
  steps?: readonly StepReport[];
  /** What came of the flow that hears of failures, where the run failed and names one. */
  errorFlow?: ErrorFlowOutcome;
  /** Where `status` is `waiting`: which steps, and for what. */
  waiting?: readonly WaitReport[];
}

/** A step that waits. */
export interface WaitReport {
  step: string;
  item?: number;
  for: string;
  until?: number;
  /** Where it is answered from outside, if the listener last had a port. */
  link?: string;
}

/** The run of an error flow, or why it did not start; then it is owed and tried again when the engine next starts. */
export type ErrorFlowOutcome = Pick<RunResult, 'run' | 'status'> | { error: ErrorShape };

/** How a called flow has ended. */
interface CallEnd {
  id: string;
  status: RunState['status'];
  error?: ErrorShape | undefined;
  items?: readonly Item[];
}

interface Surroundings {
  patience: number;
  steps: boolean;
  /** Whether the result has the outputs. */
  outputs: boolean;
  flush(): Promise<void>;
  activityOf(run: string): RunActivity | undefined;
  onFinish(): void;
  onIdle(): void;
}

/** A run that an engine hosts: to watch, to wait for, to answer, to cancel. */
export class RunHandle {
  readonly #driver: RunDriver;
  readonly #around: Surroundings;
  readonly #reports: StepReports | undefined;
  #held: Promise<ErrorFlowOutcome> | undefined;
  #outcome = promised<RunResult>();
  /** The outcome so far is that it waits. */
  #toldWaiting = false;
  #ended = false;

  constructor(driver: RunDriver, around: Surroundings) {
    this.#driver = driver;
    this.#around = around;
    this.#reports = around.steps ? new StepReports() : undefined;
    if (this.#reports) driver.subscribe(this.#reports.listener);
  }

  /**
   * Resolves when the run has ended, or waits for longer than the engine's patience.
   * Once a wait is over it is another promise, for what comes then. Rejects with a
   * UserError when the journal fails.
   */
  get result(): Promise<RunResult> {
    return this.#outcome.promise;
  }
  get id(): string {
    return this.#driver.id;
  }
  get flow(): Flow {
    return this.#driver.flow.flow;
  }
  /** The flow as it runs, with parameters that were changed in this run. */
  get compiled(): CompiledFlow {
    return this.#driver.flow;
  }
  get flowName(): string {
    return this.flow.name;
  }
  get state(): RunState {
    return this.#driver.state;
  }
  get masker(): Masker {
    return this.#driver.services.masker;
  }
  get parent(): RunStarted['parent'] {
    return this.state.start?.parent;
  }
  get trust(): boolean {
    return this.state.start?.trust ?? false;
  }
  get vars(): Record<string, unknown> {
    return this.state.start?.vars ?? {};
  }
  get path(): string {
    return this.state.start?.path ?? '.';
  }
  /** Idle with its called flows, busy with them. */
  get activity(): RunActivity {
    const own = this.#driver.activity;
    if (own.is !== 'idle') return own;
    let { until } = own;
    for (const step of this.#driver.waiting()) {
      const wait = step.wait?.wait;
      const child = wait?.for === 'flow' ? this.#around.activityOf(wait.run) : undefined;
      if (child?.is === 'busy' || child?.is === 'finished') return { is: 'busy' };
      if (child?.until !== undefined) until = Math.min(until ?? child.until, child.until);
    }
    return { is: 'idle', until };
  }
  subscribe(listener: RunListener): () => void {
    return this.#driver.subscribe(listener);
  }

  /** Answers a waiting step. @throws UserError where it does not wait */
  answer(step: string, answer: WaitAnswer): void {
    this.#driver.answer(step, answer);
    this.look();
  }

  /** Tells what somebody who debugs the run does; see `#engine/debug`. */
  debug(fact: DebugFact): void {
    this.#driver.debug(fact);
  }

  cancel(): void {
    this.#driver.cancel();
  }

  /** Begins no further steps; those at work end and are journalled. */
  rest(): void {
    this.#driver.rest();
  }

  get isAtWork(): boolean {
    return this.#driver.isAtWork;
  }

  suspend(): void {
    this.#driver.suspend();
  }

  /** Starts to look whether the run ends or waits. */
  watch(): void {
    this.#driver.watcher = this;
    this.look();
  }

  /** Keeps the result back until the run's error flow has ended. Never rejects. */
  holdFor(errorFlow: Promise<ErrorFlowOutcome>): void {
    this.#held = errorFlow;
  }

  /** Stops the run where it is: nothing more can be known about it here. */
  fail(error: UserError): void {
    this.suspend();
    this.#outcome.reject(error);
  }

  /** Looks whether the run has ended or only waits. */
  look(): void {
    const { activity } = this;
    if (this.#toldWaiting && activity.is !== 'idle') {
      this.#toldWaiting = false;
      this.#outcome = promised();
    }
    if (activity.is === 'finished') this.#end();
    else if (activity.is === 'idle') {
      this.#around.onIdle();
      const tooLong = activity.until === undefined || activity.until - Date.now() > this.#around.patience;
      if (tooLong && !this.#toldWaiting) {
        this.#toldWaiting = true;
        void this.#settle('waiting');
      }
    }
  }

  /** The called run has ended: the step that waits for it goes on, or fails. */
  answerCall(stepKey: string, child: CallEnd): void {
    const step = this.#driver.waiting().find((waiting) => waiting.key === stepKey);
    if (step?.wait?.wait.for !== 'flow' || step.wait.wait.run !== child.id) return;
    const { status, error, items = [] } = child;
    if (status === 'succeeded') this.answer(stepKey, { by: 'flow', items });
    else {
      const message = error?.message ?? `it was ${status}`;
      this.#driver.failWait(step, calledFlowFailed(message, child.id), error);
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#around.onFinish();
    const { status } = this.state;
    void this.#settle(status === 'running' ? 'waiting' : status);
  }

  async #settle(status: RunResult['status']): Promise<void> {
    const { resolve, reject } = this.#outcome;
    try {
      const errorFlow = await this.#held;
      await this.#around.flush();
      resolve({ ...this.#resultAs(status), ...(errorFlow ? { errorFlow } : {}) });
    } catch (error) {
      reject(error);
    }
  }

  #resultAs(status: RunResult['status']): RunResult {
    const { error } = this.state;
    return {
      run: this.id,
      status,
      outputs: this.#around.outputs ? runOutputs(this.state) : {},
      ...(error ? { error } : {}),
      ...(this.#reports ? { steps: this.#reports.all() } : {}),
      ...(status === 'waiting' ? { waiting: this.#driver.waiting().map(describeWait) } : {}),
    };
  }
}

/** What a step waits for. */
export function describeWait(step: Step): WaitReport {
  const { item, wait } = step.wait ?? { item: undefined, wait: { for: 'call' as const } };
  return {
    step: step.key,
    ...(item === undefined ? {} : { item }),
    for: wait.for,
    ...('until' in wait && wait.until !== undefined ? { until: wait.until } : {}),
  };
}

/** Whoever waits for it hears of a rejection; where nobody does, the process goes on. */
function promised<T>(): PromiseWithResolvers<T> {
  const outcome = Promise.withResolvers<T>();
  outcome.promise.catch(() => undefined);
  return outcome;
}
