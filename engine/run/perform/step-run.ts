import type { GraphNode } from '#contract/flow';
import type { Folder, Item } from '#contract/node';
import type { ItemList, RunEvent, RunState, Scope, Step, StepPlace } from '#contract/run';
import type { Connection } from '#engine/credentials';
import type { CompiledFlow, CompiledNode } from '../compile-flow.ts';
import type { RunServices } from '../services.ts';
import { StepEnv } from './step-env.ts';

/** Items handled between two looks at the clock, journalled in one fact and kept in one chunk. */
export const CHUNK = 1000;

/** What one step needs while it is performed. */
export interface RunHost {
  readonly flow: CompiledFlow;
  readonly state: RunState;
  readonly services: RunServices;
  readonly folder: Folder;
  /**
   * In a run that was taken up again: to be called, and waited for, before a step acts. What the run
   * had opened before must be masked again; undefined once that is so.
   */
  relearn: (() => Promise<void>) | undefined;
  /** Journals, applies and publishes a fact. */
  emit(event: RunEvent, place?: StepPlace): void;
  /** Tells how far a step is, outside the journal. */
  progress(step: string, done: number, total: number | undefined): void;
  /** Changes how many workers are at work; a run whose workers all sleep is idle. */
  awake(change: number): void;
  /** Waits until a time; the run counts as idle meanwhile. */
  sleepUntil(time: number, signal: AbortSignal): Promise<void>;
}

/** One step being performed: where it stands, what it works on, what it may use. */
export class StepRun {
  readonly host: RunHost;
  readonly compiled: CompiledNode;
  readonly node: GraphNode;
  readonly key: string;
  readonly scope: Scope;
  readonly input: ItemList;
  /** When the step started, milliseconds since 1970; the same after a restart. */
  readonly startedAt: number;
  readonly signal: AbortSignal;
  readonly env: StepEnv;
  /** What fills the node's connection slot; opened before the node acts. */
  connection: Connection | undefined;
  /** Keys to remember once the step has succeeded. */
  readonly toRemember: string[] = [];
  /** Which inputs an output item descends from, where a list node said so. */
  sources = new WeakMap<Item, readonly Item[]>();

  constructor(
    host: RunHost,
    compiled: CompiledNode,
    scope: Scope,
    input: ItemList,
    startedAt: number,
    signal: AbortSignal,
  ) {
    this.host = host;
    this.compiled = compiled;
    this.node = compiled.graph;
    this.key = scope.prefix + compiled.id;
    this.scope = scope;
    this.input = input;
    this.startedAt = startedAt;
    this.signal = signal;
    this.env = new StepEnv(this);
  }

  /** The step in the run's state; only once it has begun there. */
  get step(): Step {
    return this.scope.steps[this.compiled.graph.index] as Step;
  }

  /** The same, or undefined while the step has not begun there. */
  get begun(): Step | undefined {
    return this.scope.steps[this.compiled.graph.index];
  }

  get runId(): string {
    return this.host.state.start?.run ?? '';
  }

  emit(event: RunEvent): void {
    // What a cancelled step still had to say no longer counts.
    this.signal.throwIfAborted();
    this.host.emit(event, this);
  }
}

const NEVER = new AbortController().signal;
/** The signal of steps so short that nothing could abort them. */
export const NO_ABORT: AbortSignal = NEVER;
