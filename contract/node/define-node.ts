import type { z } from 'zod';
import type { Arm } from './arm.ts';
import type { NodeContext, WaitContext } from './context.ts';
import type { Item, Outputs } from './item.ts';

/** What a crash may do to a step: `pure` recompute freely, `idempotent` safe to repeat, `once` never repeat blindly. */
export type Replay = 'pure' | 'idempotent' | 'once';
/** What a step does to the world, for dry runs and the trust report. */
export type Effects = 'none' | 'read' | 'write' | 'delete';
/** What a flow must be trusted for before a node of this type may run: see the trust report. */
export type NodeGroup = 'trigger' | 'control' | 'data' | 'files' | 'connect' | 'apps';

type Params = z.ZodObject;
type Maybe<T> = T | Promise<T>;
type ByParams<P extends Params, T> = T | ((params: z.output<P>) => T);

/** What `run` and `runAll` may return: items for the first output port, or items by port. */
export type NodeResult = Item | readonly Item[] | Outputs | undefined;

/** Input of a multi-port node: items by input port. */
export type Inputs = Readonly<Record<string, readonly Item[]>>;

/** An example is at once documentation and a test: these parameters on this input give this output. */
export interface NodeExample {
  title: string;
  params: Record<string, unknown>;
  /** Plain `json` objects for the first input port, or by input port. */
  input?: readonly Record<string, unknown>[] | Readonly<Record<string, readonly Record<string, unknown>[]>>;
  /** Expected `json` objects by output port; ports not named must be empty. */
  output: Readonly<Record<string, readonly Record<string, unknown>[]>>;
}

interface Common<P extends Params> {
  /** `group.name`, for example `data.map`. Part of the file format. */
  type: string;
  version: number;
  title: string;
  /** One sentence for the palette. */
  summary: string;
  group: NodeGroup;
  /** Name of a lucide icon. */
  icon: string;
  /** Markdown for the inspector and `flowbench nodes TYPE`. */
  docs?: string;
  /** At once the type, the validation and the form; see `field` for its metadata. */
  params: P;
  /**
   * Input ports, default `['in']`. A function gets the names that edges use, for
   * nodes that take any number of inputs.
   */
  inputs?: readonly string[] | ((params: z.output<P>, wired: readonly string[]) => readonly string[]);
  /** Output ports, default `['out']`. The first is the one items take when nothing else is said. */
  outputs?: readonly string[] | ((params: z.output<P>) => readonly string[]);
  /** Connection types accepted. */
  connection?: readonly string[];
  replay: ByParams<P, Replay>;
  effects: ByParams<P, Effects>;
  /** Runs even when nothing was delivered, with an empty list. */
  runOnEmpty?: boolean;
  /** Needs a trusted flow, for example shell access. */
  needsTrust?: boolean;
  /** Brings parameters written by an older version of this type up to date. */
  upgrade?: (params: Record<string, unknown>, fromVersion: number) => Record<string, unknown>;
  examples: readonly NodeExample[];
}

/**
 * Runs once per item. The engine does the iteration, concurrency, retry, error
 * routing, checkpoints and lineage. May be an async generator: every yielded
 * item or array of items belongs to the same input item, so large results never
 * stand in memory at once.
 */
export interface PerItemNode<P extends Params> extends Common<P> {
  run(item: Item, ctx: NodeContext<z.output<P>>): Maybe<NodeResult> | AsyncIterable<Item | readonly Item[]>;
}

/**
 * Runs once per step with the whole list. Lineage: an output that *is* one of the
 * input items (same object) descends from it; `ctx.from(output, ...inputs)`
 * names the inputs of a new item; any other output descends from all inputs.
 */
export interface ListNode<P extends Params> extends Common<P> {
  runAll(items: readonly Item[], ctx: NodeContext<z.output<P>>): Maybe<NodeResult>;
}

/**
 * Runs once per step over chunks of the list, for nodes that need not hold it:
 * yields items for the first port, or items by port.
 */
export interface StreamNode<P extends Params> extends Common<P> {
  runStream(
    chunks: AsyncIterable<readonly Item[]>,
    ctx: NodeContext<z.output<P>>,
  ): AsyncIterable<readonly Item[] | Outputs>;
}

/**
 * Starts runs. `sample` is what a start by hand without input gives. A trigger
 * with neither `arm` nor `startedBy` is one that nothing arms yet: a flow with it
 * cannot be activated.
 */
export interface TriggerNode<P extends Params> extends Common<P> {
  sample(params: z.output<P>, now: number): readonly Item[];
  /** Makes it start runs by itself while the flow is active. */
  arm?: Arm<z.output<P>>;
  /** What starts it instead: a person or another flow, or the flow's being activated or deactivated. */
  startedBy?: 'others' | 'activation' | 'deactivation';
  /** Of triggers that go by the clock: the next times after one, soonest first, in milliseconds since 1970. */
  nextTimes?(params: z.output<P>, about: { timezone: string; after: number; count: number }): number[];
}

/** Holds other nodes. What each kind means is the interpreter's business. */
export interface ContainerNode<P extends Params> extends Common<P> {
  container: 'forEach' | 'repeat' | 'try';
}

/** What a control node asks of the interpreter. Times are milliseconds since 1970. */
export type Directive =
  | { do: 'next' }
  | { do: 'stopLoop' }
  | { do: 'wait'; until: number }
  | { do: 'wait'; event: 'call' | 'approval'; until?: number; message?: string }
  | { do: 'callFlow'; flow: string; wait: boolean }
  | { do: 'respond'; response: FlowResponse };

/** The answer a flow gives to a caller that waits for it. */
export interface FlowResponse {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** What ended a wait: its time, an answer from outside, or the called flow's result. */
export type Answer =
  | { by: 'time' }
  | { by: 'event'; items: readonly Item[]; approved?: boolean; comment?: string }
  | { by: 'flow'; items: readonly Item[] };

/** Steers the run instead of computing items: loop control, waits, calls of other flows. */
export interface DirectiveNode<P extends Params> extends Common<P> {
  direct(items: readonly Item[], ctx: NodeContext<z.output<P>>): Directive;
  /** The step's outputs once the directive has been carried out; default: the input items leave by the first port. */
  resume?(items: readonly Item[], answer: Answer, ctx: WaitContext<z.output<P>>): Outputs;
}

// biome-ignore lint/suspicious/noExplicitAny: a catalogue holds nodes of every parameter type; `defineNode` has checked each one
type AnyParams = any;

/** A node definition of any kind and any parameters. */
export type NodeDefinition<P extends Params = AnyParams> =
  | PerItemNode<P>
  | ListNode<P>
  | StreamNode<P>
  | TriggerNode<P>
  | ContainerNode<P>
  | DirectiveNode<P>;

/** Node definitions by type. */
export type Catalogue = ReadonlyMap<string, NodeDefinition>;

/** Declares a node type; returns it unchanged, typed by its parameters. */
export function defineNode<P extends Params, D extends NodeDefinition<P>>(definition: D & { params: P }): D;
export function defineNode(definition: NodeDefinition): NodeDefinition {
  return definition;
}
