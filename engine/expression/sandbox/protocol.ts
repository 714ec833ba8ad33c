import type { Iteration } from '../env.ts';

/**
 * What engine and sandbox process say to each other: length-prefixed JSON over
 * the child's stdin and stdout. The engine first puts what a call refers to
 * (programs, surroundings, lists), then makes the call; the child answers calls
 * in order and keeps nothing else.
 */

/** The JSON-safe part of an `ExpressionEnv`, as guests see it. */
export interface EnvData {
  run: { id: string; startedAt: string };
  flow: { id: string; name: string };
  vars: Readonly<Record<string, unknown>>;
  now: number;
  timezone: string;
  seed: string;
  iteration: Iteration | undefined;
  links: Readonly<Record<string, string>>;
}

export interface ProgramData {
  expressions: readonly { source: string; mutates: boolean }[];
}

export interface ItemData {
  json: Record<string, unknown>;
  binary?: unknown;
}

/** Something the engine would not or could not give: an index into the call's own list of errors. */
export interface ThrownRef {
  thrown: number;
}

/** What a call may read of a list. */
export interface ListData {
  /** Resource id of the whole list. */
  all?: number;
  /** First and last item, absent for an empty list. */
  ends?: readonly ItemData[];
  /** One per item of the call. */
  paired?: readonly (ItemData | ThrownRef)[];
}

export type NodeData = ThrownRef | (ListData & { ran: boolean; notRan?: number });

export type Request =
  | { do: 'put'; id: number; kind: 'env'; value: EnvData }
  | { do: 'put'; id: number; kind: 'program'; value: ProgramData }
  /** Lists are read-only for guests, except the one that a code call has as its own. */
  | { do: 'put'; id: number; kind: 'list'; value: ItemData[]; own: boolean }
  /** Appends to a list. */
  | { do: 'add'; id: number; value: ItemData[] }
  | { do: 'drop'; ids: number[] }
  | EvaluateRequest
  | CodeRequest;

interface Call {
  call: number;
  /** Milliseconds until the child's watchdog ends it. */
  limit: number;
  /** Megabytes beyond what the child needs itself. */
  memory: number;
  env: number;
  /** Index of the first item in the step's input. */
  first: number;
  input?: ListData;
  nodes: Readonly<Record<string, NodeData>>;
}

export interface EvaluateRequest extends Call {
  do: 'evaluate';
  program: number;
  /** Items, or their number when no expression looks at them. */
  items: ItemData[] | number;
}

export interface CodeRequest extends Call {
  do: 'code';
  source: string;
  mode: 'list' | 'item';
  /** Resource id of the items. */
  items: number;
}

/** What a call refers to but was not sent: `''` is the step's input. */
export interface Need {
  list: string;
  use: 'ends' | 'all' | 'paired' | 'node';
}

export interface GuestError {
  name: string;
  message: string;
  code?: string;
  hint?: string;
  line?: number;
  thrown?: number;
}

/** The values of an item's expressions (`gone`: indices of those that are undefined) or the one that failed. */
export interface ItemAnswer {
  values: unknown[];
  gone?: number[];
  failed?: number;
  error?: GuestError;
}

export type Response =
  | { say: 'ready' }
  | { say: 'log'; call: number; level: string; message: string }
  /** A part of a call's results. */
  | { say: 'part'; call: number; values: unknown[] }
  | { say: 'done'; call: number; values: unknown[]; need?: Need[]; error?: GuestError };

/** Why the watchdog ended the process; written to stderr as `WATCHDOG_MARK reason index`. */
export type WatchdogReason = 'timeout' | 'memory';
export const WATCHDOG_MARK = 'flowbench-watchdog';

/** Characters of JSON after which an answer is split. */
export const PART_CHARACTERS = 256 * 1024;
