import type { ErrorShape } from '#contract/error';
import type { Item } from '#contract/node';
import type { RunEvent, RunState, Step, StepStatus } from '#contract/run';

/** One step of a run, as `--steps` tells it. */
export interface StepReport {
  key: string;
  node: string;
  status: StepStatus;
  attempts: number;
  ms: number;
  /** Items that came in, by port. */
  in: Record<string, number>;
  /** Items that left, by port. */
  out: Record<string, readonly Item[]>;
  error: ErrorShape | null;
}

/** Gathers a report of every step from a run's facts, in the order in which steps began. */
export class StepReports {
  readonly #reports = new Map<string, StepReport>();
  readonly #live = new Map<string, Step>();

  /** Listens to a run; must hear all of its facts. */
  readonly listener = (event: RunEvent, step: Step | undefined, state: RunState): void => {
    if (event.type === 'step.skipped') this.#skipped(event.step);
    if (step) this.#live.set(step.key, step);
    if (step && (event.type === 'step.succeeded' || event.type === 'step.failed')) {
      this.#reports.set(step.key, reportOf(step));
      this.#live.delete(step.key);
    } else if (step && !this.#reports.has(step.key)) this.#reports.set(step.key, reportOf(step));
    if (event.type === 'run.finished') this.#finish(state);
  };

  /** All steps so far. */
  all(): readonly StepReport[] {
    for (const [key, step] of this.#live) this.#reports.set(key, reportOf(step));
    return [...this.#reports.values()];
  }

  #skipped(key: string): void {
    const node = key.slice(key.lastIndexOf('/') + 1);
    const report = {
      key,
      node,
      status: 'skipped' as const,
      attempts: 0,
      ms: 0,
      in: {},
      out: {},
      error: null,
    };
    this.#reports.set(key, report);
  }

  /** Steps that were going when the run ended were cancelled. */
  #finish(_state: RunState): void {
    for (const [key, step] of this.#live) this.#reports.set(key, reportOf(step));
  }
}

function reportOf(step: Step): StepReport {
  const out: Record<string, readonly Item[]> = {};
  for (const port of step.node.shape.outputs) out[port] = step.outputs.get(port)?.list?.toArray() ?? [];
  return {
    key: step.key,
    node: step.node.id,
    status: step.status,
    attempts: step.attempts,
    ms: step.ms,
    in: step.inputCounts,
    out,
    error: step.error ?? null,
  };
}
