import type { ErrorShape } from '#contract/error';
import type { Pins } from '#contract/fixtures';
import type { FlowResponse, Item } from '#contract/node';
import type { Breakpoint, DebugFact } from './debug-events.ts';

/**
 * The facts of a run, in the order in which they became true. A run is a fold
 * over them; see `apply`. Times are milliseconds since 1970. `step` is the step's
 * key, for example `orders/each[3]/post`.
 */
export type RunEvent =
  | RunStarted
  | RunResumed
  | RunFinished
  | StepStarted
  | ItemStarted
  | StepCheckpoint
  | StepRetrying
  | StepWaiting
  | StepResumed
  | StepSucceeded
  | StepFailed
  | StepSkipped
  | StepLogged
  | LoopItems
  | LoopOpened
  | LoopChecked
  | DebugFact;

export interface RunStarted {
  type: 'run.started';
  at: number;
  run: string;
  flow: { id: string; name: string; hash: string };
  /** The trigger node that started it. */
  trigger: string;
  /** Random numbers and ids inside the run are derived from this. */
  seed: string;
  vars: Record<string, unknown>;
  /** The user trusts the flow with shell, code of its own and paths outside its folder. */
  trust: boolean;
  /** Where the flow file lies: relative paths count from there. */
  path?: string;
  /** The step that called this flow, the failed run that this error flow handles, or the run that it retries. */
  parent?: { run: string; step?: string; retry?: true };
  /** The event of the inbox that started it. */
  delivery?: string;
  /** Key of the one step that runs, with what is inside of it: somebody tries a node out. The run ends with it. */
  only?: string;
  /** Somebody debugs it from its beginning. */
  debug?: { breakpoints: readonly Breakpoint[]; stop?: 'entry' };
  /** Started by hand: what these nodes give, by port, instead of being run. */
  pins?: Pins;
}

/** The engine took an unfinished run up again. */
export interface RunResumed {
  type: 'run.resumed';
  at: number;
}

export interface RunFinished {
  type: 'run.finished';
  at: number;
  status: 'succeeded' | 'failed' | 'cancelled';
  error?: ErrorShape;
  /** The flow that is to hear of the failure. The run owes it that until it has been started, be it after a restart. */
  errorFlow?: string;
}

/** Left out for steps so quick that their success says it all. */
export interface StepStarted {
  type: 'step.started';
  at: number;
  step: string;
}

/** On disk before a `once` item (or, without `item`, a whole `once` step) acts. */
export interface ItemStarted {
  type: 'item.started';
  at: number;
  step: string;
  item?: number;
}

/** What became of the input items `from` to `from + count - 1`. */
export interface StepCheckpoint {
  type: 'step.checkpoint';
  step: string;
  from: number;
  count: number;
  out: PortOutputs;
  /** More of the same items' output follows; it counts only once the last part is there. */
  more?: true;
}

/** An attempt failed and another one is due. Without `item` the whole step is meant. */
export interface StepRetrying {
  type: 'step.retrying';
  at: number;
  step: string;
  item?: number;
  /** The attempt that failed, from 1. */
  attempt: number;
  error: ErrorShape;
  retryAt: number;
}

export interface StepWaiting {
  type: 'step.waiting';
  at: number;
  step: string;
  item?: number;
  wait: Wait;
}

/** What a step waits for. */
export type Wait =
  | { for: 'time'; until: number }
  /** `message` is told to whoever is asked. */
  | { for: 'call' | 'approval'; until?: number; message?: string }
  | { for: 'flow'; run: string }
  /** An effect had begun when the engine died; nobody knows whether it happened. */
  | { for: 'decision' };

export interface StepResumed {
  type: 'step.resumed';
  at: number;
  step: string;
  item?: number;
  answer: WaitAnswer;
}

export type WaitAnswer =
  | { by: 'time' }
  | { by: 'call'; items: readonly Item[] }
  | { by: 'approval'; approved: boolean; comment?: string }
  | { by: 'flow'; items: readonly Item[] }
  | { by: 'decision'; decision: 'retry' | 'skip' | 'done' };

export interface StepSucceeded {
  type: 'step.succeeded';
  at: number;
  step: string;
  /** From the first attempt's start to the end. */
  ms: number;
  /** What no checkpoint has told yet. Containers leave it out: their outputs follow from their inside. */
  out?: PortOutputs;
  /** The step ended the iteration or the loop it stands in. */
  end?: 'next' | 'stopLoop';
  /** Keys the node remembers across runs. */
  remember?: readonly string[];
  response?: FlowResponse;
}

export interface StepFailed {
  type: 'step.failed';
  at: number;
  step: string;
  ms: number;
  error: ErrorShape;
  /** Inside a try: the failed items as they leave the try. */
  caught?: readonly Item[];
}

/** Nothing was delivered to it. */
export interface StepSkipped {
  type: 'step.skipped';
  step: string;
}

export interface StepLogged {
  type: 'step.logged';
  at: number;
  step: string;
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  data?: Record<string, unknown>;
}

/** A part of the computed list that a for-each goes through. */
export interface LoopItems {
  type: 'loop.items';
  step: string;
  items: readonly Item[];
  /** Input item that each of `items` came from. */
  from: readonly number[];
}

/** A container starts to go round; its parameters are settled. */
export interface LoopOpened {
  type: 'loop.opened';
  at: number;
  step: string;
  /** Items per iteration. */
  batchSize: number;
  /** Iterations at once. */
  concurrency: number;
  onItemError: 'stop' | 'collect' | 'skip';
  /** Most iterations of a repeat. */
  max?: number;
  /** Set where `loop.items` gave the list; otherwise it is the step's input. */
  computed?: true;
  /** A repeat whose condition was false before its first iteration. */
  none?: true;
  /** In a retry that takes iterations of an earlier run over. */
  retried?: {
    /** Iterations below it had begun in the earlier run. */
    begun: number;
    /**
     * Those of them that go again, ascending. They are opened at once, so that the
     * facts they keep have a place, and stand back until all others have been told.
     */
    again: readonly number[];
  };
}

/** The condition of a repeat was looked at after an iteration. */
export interface LoopChecked {
  type: 'loop.checked';
  at: number;
  step: string;
  again: boolean;
}

export type PortOutputs = Record<string, PortOutput>;

/** Items that left by one port: new ones, or input items that passed through. */
export type PortOutput =
  | {
      items: readonly Item[];
      /** Where they came from; left out where output k came from input `from + k`. */
      from?: Lineage;
    }
  /** Positions in the step's input. */
  | { pick: readonly number[] };

/** For each output item the input items it descends from, or all of them. */
export type Lineage = 'all' | readonly (number | readonly number[])[];
