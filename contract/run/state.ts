import type { ErrorShape } from '#contract/error';
import type { FlowGraph, GraphNode, ScopeGraph } from '#contract/flow';
import type { FlowResponse, Item } from '#contract/node';
import type { DebugState } from './debug.ts';
import type { PortOutputs, RunStarted, StepCheckpoint, Wait } from './events.ts';
import type { ItemList, ListStore } from './item-list.ts';
import type { OutputList } from './output-list.ts';

export type RunStatus = 'running' | 'succeeded' | 'failed' | 'cancelled';
export type StepStatus = 'running' | 'waiting' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';

/** Where a run stands: all that its journal so far adds up to. Only `apply` changes it. */
export interface RunState {
  readonly graph: FlowGraph;
  readonly lists: ListStore;
  /** Nodes whose outputs expressions may still ask for; others are dropped once consumed. */
  readonly retain: ReadonlySet<string> | 'all';
  /** A past run that is looked into: what iterations gave stays after they have ended. */
  readonly keepsIterations: boolean;
  /** Ready nodes of a scope start at once instead of one after the other. */
  readonly parallelBranches: boolean;
  /** Set by the first event. */
  start: RunStarted | undefined;
  status: RunStatus;
  error: ErrorShape | undefined;
  finishedAt: number | undefined;
  response: FlowResponse | undefined;
  /** Events applied so far. */
  seq: number;
  root: Scope;
  /** What may be done next, first come first served; see `decide`. */
  readonly agenda: Agenda;
  /** Steps that were still going when their scope was closed; the driver stops them. */
  readonly abandoned: Step[];
  /** Lists that nobody needs any more; given back with the next fact, so that listeners still see them. */
  readonly discarded: ItemList[];
  /** Set where somebody debugs the run, or has. */
  debug: DebugState | undefined;
  /** Counts per node over all its steps. */
  readonly totals: Map<string, NodeTotals>;
}

export interface NodeTotals {
  steps: number;
  failed: number;
  skipped: number;
  itemsIn: number;
  itemsOut: number;
  retries: number;
  /** Milliseconds, summed over steps. */
  ms: number;
}

/** One instance of a container's inside, or the whole run. */
export interface Scope {
  graph: ScopeGraph;
  /** Prefix of the keys of the steps in it. */
  prefix: string;
  /** The container step it belongs to. */
  owner: Step | undefined;
  /** Iteration, from 0. */
  index: number;
  /** What the container's `each` port gives. */
  input: OutputList;
  /** Per node: edges not settled yet, and edges that delivered. */
  unsettled: number[];
  delivered: number[];
  /** Nodes ready to start (or to be skipped), ascending: file order. */
  ready: number[];
  /** Per node, once it has begun. */
  steps: (Step | undefined)[];
  /** Nodes not ended. */
  open: number;
  /** Nodes begun and not ended. */
  running: number;
  closed: boolean;
  /** Some output in it grew in a list of its own, which must be released. */
  grown: boolean;
  /** Waits in the agenda. */
  queued: boolean;
  /** In a retry: it has its place, but nothing in it begins until its loop lets it. */
  parked: boolean;
  /** Why it failed, where nothing inside caught it. */
  error: ErrorShape | undefined;
}

/** A node in one scope: where a step is. */
export interface StepPlace {
  scope: Scope;
  node: GraphNode;
}

/** One node in one scope. */
export interface Step {
  key: string;
  node: GraphNode;
  scope: Scope;
  status: StepStatus;
  startedAt: number;
  ms: number;
  /** Tries so far of the item that took the most. */
  attempts: number;
  error: ErrorShape | undefined;
  /** All input items, port after port; undefined once released. */
  input: ItemList | undefined;
  /** Input items by port. */
  inputCounts: Record<string, number>;
  /** By port. Lists are released when every consumer has ended. */
  outputs: Map<string, OutputList>;
  /** Edges out of it whose targets have not ended. */
  consumers: number;
  /** In a try: its failed items so far, as they will leave the try. */
  caught: Item[] | undefined;
  /** Input items that checkpoints have settled without a gap. */
  settled: number;
  /** Checkpoints ahead of a gap, by first item. */
  ahead: Map<number, StepCheckpoint> | undefined;
  /** Parts of checkpoints of which more is to come, by first item. */
  parts: Map<number, PortOutputs[]> | undefined;
  /** Failed attempts and when the next is due, by item; -1 is the whole step. */
  retries: Map<number, { attempt: number; retryAt: number }> | undefined;
  /** `once` items that have begun and not ended; -1 is the whole step. */
  begun: Set<number> | undefined;
  wait: { item: number | undefined; wait: Wait } | undefined;
  loop: Loop | undefined;
  /** Waits in the agenda. */
  queued: boolean;
}

/** Where a container stands. */
export interface Loop {
  /** What it goes through: items, and which input item each came from. */
  source: OutputList;
  batchSize: number;
  concurrency: number;
  onItemError: 'stop' | 'collect' | 'skip';
  /** Most iterations of a repeat. */
  max: number;
  /** Iterations in all; for repeat, so far. */
  count: number;
  /** Next iteration to open. */
  next: number;
  active: Map<number, Scope>;
  /** In a retry: which of the active go again and stand back, and up to where the others had begun. */
  again: { all: ReadonlySet<number>; parked: Set<number>; begun: number } | undefined;
  /** Iterations ended, failed ones included. */
  ended: number;
  failed: number;
  /** No iteration after this one counts: `Stop loop` or a failure ended the loop there. */
  last: number;
  /** Why the loop fails, from its lowest failed iteration. */
  failure: { index: number; error: ErrorShape } | undefined;
  /** Collected items in order of iterations. */
  done: OutputList;
  /** Collected by iterations that ended before an earlier one. */
  early: Map<number, OutputList>;
  /** Iterations whose items are in `done`. */
  collected: number;
  /** What leaves by the error port, by iteration. */
  errors: { index: number; item: Item }[];
  /** Repeat: the condition must be looked at. */
  checking: boolean;
}

/** Work for `decide`: a scope that may have ready nodes, or a container that may go on. */
export interface Agenda {
  entries: (Scope | Step)[];
  /** First entry not dealt with. */
  head: number;
  /** Length at which what has ended meanwhile is thrown out: nobody takes entries while a journal is only read. */
  limit: number;
}
