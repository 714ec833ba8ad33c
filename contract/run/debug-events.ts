import type { Item } from '#contract/node';

/** Where and when a run that is debugged is to pause. */
export interface Breakpoint {
  id: string;
  /**
   * `before` a node begins; `after` it has ended, well or not; on an `error` of a node, or of any node;
   * before anything of an `iteration` of a container begins.
   */
  at: 'before' | 'after' | 'error' | 'iteration';
  /** Left out only for errors: those of every node. */
  node?: string;
  /** Only in this iteration, from 0. */
  iteration?: number;
  /** An expression over the step's input: pauses where it is true of any item. */
  condition?: string;
  /** An expression: pauses where its value is another than when the run last came by here. */
  watch?: string;
  /** Pauses only the n-th time, from 1, that all else is so. */
  hit?: number;
}

/** A place in a run: a step that is about to begin, or one that has just ended. */
export interface PausePlace {
  key: string;
  side: 'before' | 'after';
}

/**
 * Why a run paused: at its first step, because somebody asked for it, a step further, where it was
 * told to run to, at a breakpoint, or at one of which the engine could not tell (`unclear`).
 */
export type PauseReason = 'entry' | 'asked' | 'step' | 'to' | 'breakpoint' | 'unclear';

/** How a paused run goes on; `over`, `into` and `out` to the next step, `to` to a certain one. */
export type StepHow = 'continue' | 'over' | 'into' | 'out' | 'to';

/** What became known while looking at breakpoints. */
export interface BreakpointsSeen {
  /** Ids of those that were hit, in order to count them. */
  hits?: readonly string[];
  /** What watched expressions gave, by id: JSON, or a hash of it where it is long. */
  watched?: Readonly<Record<string, string>>;
}

/** Somebody debugs the run, with these breakpoints from now on. */
export interface DebugSet {
  type: 'debug.set';
  at: number;
  breakpoints: readonly Breakpoint[];
  /** Pauses before the next step. */
  stop?: 'entry' | 'asked';
}

/** Nothing new begins until `debug.resumed`; steps that are under way end. */
export interface DebugPaused extends BreakpointsSeen {
  type: 'debug.paused';
  at: number;
  place: PausePlace;
  reason: PauseReason;
  breakpoint?: string;
  /** The input item of which the condition is true. */
  item?: number;
  /** Why the engine could not tell. */
  message?: string;
}

/** A breakpoint that had to be looked at did not pause the run. */
export interface DebugPassed extends BreakpointsSeen {
  type: 'debug.passed';
  place: PausePlace;
}

export interface DebugResumed {
  type: 'debug.resumed';
  at: number;
  how: StepHow;
  /** For `to`: a step's key, or a node's id, which means its next step wherever that is. */
  to?: string;
}

/** Somebody changed the items that a step is about to take in: all of them, by port. */
export interface InputEdited {
  type: 'debug.edited';
  at: number;
  step: string;
  input: Readonly<Record<string, readonly Item[]>>;
}

/** Somebody changed the run's variables. */
export interface VarsEdited {
  type: 'debug.edited';
  at: number;
  vars: Record<string, unknown>;
}

/** Somebody changed the parameters of a node, for the steps of this run that begin from now on. */
export interface ParamsEdited {
  type: 'debug.edited';
  at: number;
  node: string;
  params: Record<string, unknown>;
}

export type DebugFact =
  | DebugSet
  | DebugPaused
  | DebugPassed
  | DebugResumed
  | InputEdited
  | VarsEdited
  | ParamsEdited;
