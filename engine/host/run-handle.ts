import type { ErrorShape } from '#contract/error';
import type { Flow } from '#contract/flow';
import type { Item } from '#contract/node';
import type { RunStarted, RunState, Step, WaitAnswer } from '#contract/run';
import { calledFlowFailed, type RunActivity, type RunDriver, type RunListener } from '#engine/run';
import { finalItems, type RunOutputs, runOutputs } from './run-outputs.ts';
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
  /** Where `status` is `waiting`: which steps, and for what. */
  waiting?: readonly { step: string; item?: number; for: string; until?: number }[];
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
  /** Resolves when the run has ended, or waits for longer than the engine's patience. */
  readonly result: Promise<RunResult>;
  readonly #driver: RunDriver;
  readonly #around: Surroundings;
  readonly #reports: StepReports | undefined;
  readonly #held: Promise<void>[] = [];
  #resolve: (result: RunResult) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #ended = false;
  #patienceTimer: NodeJS.Timeout | undefined;

  constructor(driver: RunDriver, around: Surroundings) {
    this.#driver = driver;
    this.#around = around;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#reports = around.steps ? new StepReports() : undefined;
    if (this.#reports) driver.subscribe(this.#reports.listener);
  }

  get id(): string {
    return this.#driver.id;
  }
  get flow(): Flow {
    return this.#driver.flow.flow;
  }
  get flowName(): string {
    return this.flow.name;
  }
  get state(): RunState {
    return this.#driver.state;
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
  /** An error flow's own failure starts no further error flow. */
  get mayCallErrorFlow(): boolean {
    return this.parent === undefined || this.parent.step !== undefined || this.parent.retry === true;
  }

  subscribe(listener: RunListener): () => void {
    return this.#driver.subscribe(listener);
  }

  /** Answers a waiting step. @throws UserError where it does not wait */
  answer(step: string, answer: WaitAnswer): void {
    this.#driver.answer(step, answer);
  }

  cancel(): void {
    this.#driver.cancel();
  }

  suspend(): void {
    clearTimeout(this.#patienceTimer);
    this.#driver.suspend();
  }

  /** Starts to look whether the run ends or waits. */
  watch(): void {
    this.#driver.onActivity = () => this.look();
    this.look();
  }

  /** Keeps the result back until something that belongs to the run is done. */
  holdFor(work: Promise<void>): void {
    this.#held.push(work.catch(() => undefined));
  }

  /** Looks whether the run has ended or only waits. */
  look(): void {
    clearTimeout(this.#patienceTimer);
    const { activity } = this;
    if (activity.is === 'finished') this.#end();
    else if (activity.is === 'idle') {
      this.#around.onIdle();
      const tooLong = activity.until === undefined || activity.until - Date.now() > this.#around.patience;
      if (tooLong) void this.#settle('waiting');
    }
  }

  /** The called run has ended: the step that waits for it goes on, or fails. */
  answerCall(stepKey: string, child: { id: string; state: RunState }): void {
    const step = this.#driver.waiting().find((waiting) => waiting.key === stepKey);
    if (step?.wait?.wait.for !== 'flow' || step.wait.wait.run !== child.id) return;
    const { status, error } = child.state;
    if (status === 'succeeded') this.answer(stepKey, { by: 'flow', items: finalItems(child.state) });
    else {
      const message = error?.message ?? `it was ${status}`;
      this.#driver.failWait(step, calledFlowFailed(message, child.id), error);
    }
  }

  /** The item that a failed run's error flow starts with. */
  describeFailure(): Item {
    const { start, error } = this.state;
    const trigger = this.state.root.steps.find((step) => step?.key === start?.trigger);
    const first = trigger?.outputs.get('out')?.list?.slice(0, 1)[0];
    return {
      json: {
        flow: { id: this.flow.id, name: this.flow.name, path: start?.path ?? null },
        run: this.id,
        step: error?.step ?? null,
        error: error ?? null,
        trigger: first?.json ?? null,
      },
    };
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#around.onFinish();
    const { status } = this.state;
    void this.#settle(status === 'running' ? 'waiting' : status);
  }

  async #settle(status: RunResult['status']): Promise<void> {
    try {
      await Promise.all(this.#held);
      await this.#around.flush();
      this.#resolve(this.#resultAs(status));
    } catch (error) {
      this.#reject(error);
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

function describeWait(step: Step): { step: string; item?: number; for: string; until?: number } {
  const { item, wait } = step.wait ?? { item: undefined, wait: { for: 'call' as const } };
  return {
    step: step.key,
    ...(item === undefined ? {} : { item }),
    for: wait.for,
    ...('until' in wait && wait.until !== undefined ? { until: wait.until } : {}),
  };
}
