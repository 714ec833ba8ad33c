import { type ErrorShape, type StepError, toErrorShape, UserError } from '#contract/error';
import {
  inputOf,
  openScopes,
  type PortOutputs,
  type Step,
  type StepPlace,
  type WaitAnswer,
} from '#contract/run';
import type { CompiledNode } from './compile-flow.ts';
import { type FlightEvents, Flights } from './flights.ts';
import { passAtOnce, passedThrough, passInChunks } from './pass-through.ts';
import { StepFailure } from './perform/failures.ts';
import { perform, resume, type StepSuccess } from './perform/perform.ts';
import { checkRepeat, openContainer } from './perform/perform-container.ts';
import { performSync } from './perform/perform-sync.ts';
import { CHUNK, NO_ABORT, type RunHost, StepRun } from './perform/step-run.ts';
import { pinnedOutputs } from './pinned-outputs.ts';
import { endWithFailure, endWithSuccess } from './step-end.ts';
import { fitsWait, Waits } from './waits.ts';

/** The steps of one run from their beginning to their end: at once, in flight, waiting, taken up again. */
export class Steps {
  readonly flights: Flights;
  readonly #host: RunHost;
  readonly #waits: Waits;
  #ended = false;

  constructor(host: RunHost, on: FlightEvents) {
    this.#host = host;
    this.flights = new Flights(host.services.clock, on);
    this.#waits = new Waits(host.services.clock);
  }

  get isBusy(): boolean {
    return this.flights.isBusy;
  }

  /** When the first step that sleeps or waits goes on by itself. */
  get soonest(): number | undefined {
    const times = [this.flights.soonest, this.#waits.soonest].filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Lets nothing go on any more. */
  abortAll(reason: Error): void {
    this.#ended = true;
    this.flights.abortAll(reason);
    this.#waits.disarmAll();
  }

  /** Takes up every step that had begun when the engine died. */
  recover(): void {
    for (const scope of [...openScopes(this.#host.state.root)]) {
      for (const step of scope.steps) if (step) this.#recoverStep(step);
    }
  }

  /** A node is ready: it ends at once where it can, else it goes on in the background. */
  begin({ scope, node }: StepPlace): void {
    const compiled = this.#host.flow.nodes.get(node.id) as CompiledNode;
    const startedAt = this.#host.services.clock.now();
    const run = new StepRun(
      this.#host,
      compiled,
      scope,
      inputOf(this.#host.state, scope, node),
      startedAt,
      NO_ABORT,
    );
    const passed = compiled.node.disabled ? passedThrough(run) : undefined;
    const pinned = passed === undefined ? this.#pinned(run) : undefined;
    let success: ReturnType<typeof performSync>;
    try {
      if (pinned) success = { out: pinned };
      else if (passed === undefined) success = this.#host.relearn ? undefined : performSync(run);
      else if (passed <= CHUNK) success = { out: passAtOnce(run, passed) };
    } catch (thrown) {
      endWithFailure(run, thrown);
      return;
    }
    if (success) {
      endWithSuccess(run, success);
      return;
    }
    this.#host.emit({ type: 'step.started', at: startedAt, step: run.key }, run);
    this.#perform(run.step);
  }

  /** What a node gives instead of being run; the one node that alone is to run does run. */
  #pinned(run: StepRun): PortOutputs | undefined {
    const { pins, only } = this.#host.state.start ?? {};
    return pins && run.key !== only ? pinnedOutputs(run.node, pins, run.input.length) : undefined;
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
    this.flights.launch<StepSuccess | undefined>(
      step,
      (signal) => {
        const made = this.#runOf(step, signal);
        run = made;
        return this.#host.relearn ? this.#host.relearn().then(() => act(made)) : act(made);
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
    const compiled = this.#host.flow.nodes.get(step.node.id) as CompiledNode;
    const input = step.input ?? inputOf(this.#host.state, step.scope, step.node);
    return new StepRun(this.#host, compiled, step.scope, input, step.startedAt, signal);
  }

  /** Looks at the condition of a repeat. */
  check(step: Step): void {
    const { loop } = step;
    if (!loop) return;
    this.#fly(step, async (run) => {
      const again = await checkRepeat(run, loop);
      run.emit({ type: 'loop.checked', at: this.#host.services.clock.now(), step: step.key, again });
      return undefined;
    });
  }

  /** A container has gone round for the last time: it succeeds, or fails with its iteration's error. */
  close(step: Step): void {
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
    else if (status === 'waiting') this.armWait(step);
    if (status !== 'running') return;
    if (loop && loop.concurrency > 0) return; // its inside goes on by itself, or the agenda has it
    // A container that had not opened settles its parameters anew.
    if (step.node.inner) this.#host.emit({ type: 'step.started', at: step.startedAt, step: step.key });
    this.#perform(step);
  }

  /** Sets the clock for a wait that ends by itself. */
  armWait(step: Step): void {
    this.#waits.arm(step, () => this.#wake(step, { by: 'time' }));
  }

  #wake(step: Step, answer: WaitAnswer): void {
    this.#waits.disarm(step);
    if (step.status !== 'waiting' || this.#ended) return;
    // After a restart the step may be asking again for what has just been answered.
    this.flights.abort(step, new Error('answered'));
    const item = step.wait?.item;
    this.#host.emit({
      type: 'step.resumed',
      at: this.#host.services.clock.now(),
      step: step.key,
      ...(item === undefined ? {} : { item }),
      answer,
    });
    this.#fly(step, (run) => resume(run, item, answer));
  }

  dropAbandoned(): void {
    const reason = new Error('cancelled');
    for (const step of this.#host.state.abandoned.splice(0)) {
      this.flights.abort(step, reason);
      this.#waits.disarm(step);
    }
  }
  /** Answers a waiting step. @throws UserError where no such step waits, or it waits for something else */
  answer(key: string, answer: WaitAnswer): void {
    const step = this.waiting().find((waiting) => waiting.key === key);
    const wait = step?.wait?.wait;
    if (!step || !wait) {
      throw new UserError(
        `The step "${key}" of run ${this.#host.state.start?.run} does not wait for anything.`,
        {
          code: 'NOT_WAITING',
          hint: `See what waits: flowbench show ${this.#host.state.start?.run}`,
        },
      );
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
  }

  /** Steps that wait, and for what. */
  waiting(): Step[] {
    const steps = [...openScopes(this.#host.state.root)].flatMap((scope) => scope.steps);
    return steps.filter((step) => step?.status === 'waiting') as Step[];
  }
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
