import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { Breakpoint, PauseReason } from '#contract/run';
import type { Preview } from './flows.ts';
import type { ItemPage } from './runs.ts';

/** Where a run that is debugged stands. */
export interface DebugView {
  status: 'running' | 'paused' | 'ended';
  /** Facts so far. */
  seq: number;
  pause: DebugPause | undefined;
  /** With how often those were hit that count. */
  breakpoints: readonly (Breakpoint & { hits: number })[];
  vars: Readonly<Record<string, unknown>>;
  /** The scopes around the pause, outermost first. */
  scopes: readonly DebugScope[];
}

export interface DebugPause {
  /** Commands carry it: they fit this pause and no later one. */
  seq: number;
  /** Milliseconds since 1970. */
  at: number;
  step: string;
  node: string;
  side: 'before' | 'after';
  reason: PauseReason;
  breakpoint: string | undefined;
  /** The input item of which the condition is true. */
  item: number | undefined;
  message: string | undefined;
  /** Items that the step takes in, by port. */
  input: Readonly<Record<string, number>>;
}

/** The run as a whole, or one iteration of a container. */
export interface DebugScope {
  /** Key of the container's step, and which of how many iterations it is, from 0. */
  container: { step: string; iteration: number; count: number } | undefined;
  steps: readonly {
    step: string;
    node: string;
    status: string;
    in: Readonly<Record<string, number>>;
    out: Readonly<Record<string, number>>;
  }[];
}

const run = z.string().min(1).max(64);
const seq = z.int().min(1);
const expression = z.string().min(1).max(10_000);
const values = z.record(z.string(), z.unknown());

const breakpoint = z.object({
  id: z.string().min(1).max(64),
  at: z.enum(['before', 'after', 'error', 'iteration']),
  node: z.string().min(1).max(200).exactOptional(),
  iteration: z.int().min(0).exactOptional(),
  condition: expression.exactOptional(),
  watch: expression.exactOptional(),
  hit: z.int().min(1).exactOptional(),
});
const breakpoints = z.array(breakpoint).max(500);

const file = z.object({ id: z.string(), name: z.string(), mime: z.string(), size: z.number() });
/** All items of each port that is named; other ports keep theirs. Files are those that the input has. */
const input = z.record(
  z.string(),
  z.array(z.object({ json: values, binary: z.record(z.string(), file).exactOptional() })).max(100_000),
);

const refused = { REFUSED: { data: type<{ message: string }>() } } as const;
const errors = { NOT_FOUND: { message: 'There is no such run' }, ...refused } as const;
const startErrors = {
  INVALID_FLOW: { data: type<{ message: string }>() },
  NOT_TRUSTED: { data: type<{ hash: string }>() },
} as const;

/**
 * Debugging of runs. What happens is told by `runs.events`, to everybody who follows the run; a command
 * that no longer fits is refused with a sentence. A run is stopped with `runs.cancel`.
 */
export const debug = {
  /** Starts a flow from the editor's text to be debugged. */
  start: oc
    .input(
      z.object({
        path: z.string(),
        text: z.string(),
        trigger: z.string().optional(),
        input: z.array(values).optional(),
        breakpoints: breakpoints.default([]),
        /** Pauses before the first step after the trigger. */
        stopOnEntry: z.boolean().default(false),
      }),
    )
    .output(type<{ run: string }>())
    .errors(startErrors),
  /** Gives a run other breakpoints, in place of those it has; also one that nobody has debugged so far. */
  set: oc.input(z.object({ run, breakpoints })).output(type<void>()).errors(errors),
  /** Pauses before the next step begins; steps that are under way end. */
  pause: oc.input(z.object({ run })).output(type<void>()).errors(errors),
  resume: oc
    .input(
      z.object({
        run,
        seq,
        how: z.enum(['continue', 'over', 'into', 'out', 'to']),
        /** For `to`: a step's key, or a node's id. */
        to: z.string().max(4000).optional(),
      }),
    )
    .output(type<void>())
    .errors(errors),
  state: oc.input(z.object({ run })).output(type<DebugView>()).errors(errors),
  /** A page of what the step at the pause takes in. */
  items: oc
    .input(
      z.object({
        run,
        seq,
        port: z.string(),
        from: z.int().min(0).default(0),
        count: z.int().min(1).max(500).default(100),
      }),
    )
    .output(type<ItemPage>())
    .errors(errors),
  /** Evaluates an expression at the pause, for one item of the input. */
  evaluate: oc
    .input(z.object({ run, seq, expression, item: z.int().min(0).default(0) }))
    .output(type<Preview>())
    .errors(errors),
  /** Changes the run before it goes on; the change is kept in its history. */
  edit: oc
    .input(
      z.object({
        run,
        seq,
        edit: z.union([
          z.strictObject({ input }),
          z.strictObject({ vars: values }),
          /** For the steps of this node that begin from now on. */
          z.strictObject({ node: z.string(), params: values }),
        ]),
      }),
    )
    .output(type<void>())
    .errors(errors),
  /**
   * Starts a new run, to be debugged, from a step of one that has ended or is paused: what came before it is
   * taken over, and the new run pauses before the step.
   */
  fork: oc
    .input(
      z.object({
        run,
        /** The step's key, also inside of an iteration. */
        step: z.string().min(1).max(4000),
        version: z.enum(['same', 'current']).default('same'),
        /** What the step takes in, in place of what came to it. */
        input: input.optional(),
        vars: values.optional(),
        breakpoints: breakpoints.default([]),
      }),
    )
    .output(type<{ run: string }>())
    .errors(errors),
};
