import type { Item } from '#contract/node';

/** What a step's expressions may see; constant over one step, only the item varies. */
export interface ExpressionEnv {
  /** `$run`; expressions see `startedAt` (milliseconds here) as an ISO string in UTC. */
  run: { id: string; startedAt: number };
  /** `$flow` */
  flow: { id: string; name: string };
  /** `$vars`: JSON values. */
  vars: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970: the one instant that `$now`, `$today`, `Date.now()` and `DateTime.now()` show. */
  now: number;
  /** IANA zone in which `$now`, `$today`, `DateTime` and local `Date` methods work. */
  timezone: string;
  /** With the item's index the seed of `Math.random()` and `$id()`: the same on replay. */
  seed: string;
  /** `$iteration`: the innermost loop, undefined outside of loops. */
  iteration: Iteration | undefined;
  /** `$link()`: where the steps that wait for an answer are answered, by node id and display name. */
  links: Readonly<Record<string, string>>;
  /** The whole input of the step; called only when an expression refers to it. Returning the same array again is cheapest. */
  input(): readonly Item[];
  /** By node id or display name; undefined when no such node is in reach. */
  node(name: string): NodeOutputs | undefined;
}

/** One iteration of a loop; `parent` is the iteration of the loop around it. JSON values only. */
export interface Iteration {
  index: number;
  batch: readonly unknown[];
  count: number;
  parent: Iteration | undefined;
}

/** What another node gave in this run. */
export interface NodeOutputs {
  /** False when it was skipped or comes later. */
  ran: boolean;
  /** Items of all its output ports but `error`, in the ports' order. Returning the same array again is cheapest. */
  all(): readonly Item[];
  /** The item that the step's input item descends from. Throws a `UserError` naming where lineage broke. */
  paired(itemIndex: number): Item;
}
