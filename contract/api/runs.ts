import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { ErrorShape } from '#contract/error';
import { pinsSchema } from '#contract/fixtures';
import type { Item } from '#contract/node';
import type { CutLengths, RunEvent } from '#contract/run';

export type RunListStatus = 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled';

/** A run in the history. */
export interface RunEntry {
  run: string;
  flow: { id: string; name: string; hash: string; path: string | undefined };
  trigger: string;
  status: RunListStatus;
  startedAt: number;
  finishedAt: number | undefined;
  error: string | undefined;
  /** The run that called it or that it retries. */
  parent: { run: string; step?: string; retry?: true } | undefined;
}

/**
 * A fact of a run as the window gets it: long lists cut to their first items.
 * Fold `cut ? restoreLengths(event, cut) : event`, so that counts are right.
 */
export interface RunFact {
  /** Position in the run's journal, from 1. */
  seq: number;
  event: RunEvent;
  /** How long the lists are that were cut. */
  cut?: CutLengths;
}

/** A page of the items a step took in or gave. */
export interface ItemPage {
  total: number;
  from: number;
  items: readonly Item[];
  /** Fields that were cut because they are too large to show, as `item/path`. */
  cut: readonly string[];
  /**
   * Of what a step gave: for each item the place in the step's input of the one item
   * it came from; null where it came from several.
   */
  sources?: readonly (number | null)[];
}

/** Bytes of a file that one answer brings at most. */
export const FILE_PART = 512 * 1024;

const run = z.string().min(1).max(64);
const runErrors = { NOT_FOUND: { message: 'There is no such run' } } as const;

export const runs = {
  /** Starts a flow from the editor's text; `path` is where its relative paths count from. */
  start: oc
    .input(
      z.object({
        path: z.string(),
        text: z.string(),
        trigger: z.string().optional(),
        /** Plain objects or items; default the trigger's sample. */
        input: z.array(z.record(z.string(), z.unknown())).optional(),
        /** What nodes give instead of being run; for the trigger, unless there is `input`. */
        pins: pinsSchema.optional(),
      }),
    )
    .output(type<{ run: string }>())
    .errors({
      INVALID_FLOW: { data: type<{ message: string }>() },
      NOT_TRUSTED: { data: type<{ hash: string }>() },
    }),
  /**
   * Runs one node of the editor's text by itself, on what came to it in an ended run;
   * without a run, on the pinned output or the trigger's sample before it, or on what is given instead of that sample.
   */
  node: oc
    .input(
      z.object({
        path: z.string(),
        text: z.string(),
        /** Key of the step: the node's id, or its place in an iteration of that run. */
        step: z.string().min(1).max(4000),
        run: run.optional(),
        /** What nodes before it give; used where there is no run. */
        pins: pinsSchema.optional(),
        /** Plain objects or items, where nothing is pinned before it. */
        input: z.array(z.record(z.string(), z.unknown())).optional(),
      }),
    )
    .output(type<{ run: string }>())
    .errors({
      INVALID_FLOW: { data: type<{ message: string }>() },
      NOT_TRUSTED: { data: type<{ hash: string }>() },
    }),
  cancel: oc.input(z.object({ run })).output(type<{ cancelled: boolean }>()).errors(runErrors),
  /**
   * Starts a new run from a step of a finished one, with what came before it taken
   * over: also from a step in one iteration of a container, whose other iterations
   * are then taken over. Default what failed and whatever had not ended.
   */
  retry: oc
    .input(
      z.object({
        run,
        /** The step's key. */
        step: z.string().max(4000).optional(),
        /** The step is a container: only its iterations that failed or had not ended go again. */
        failedIterations: z.boolean().default(false),
        version: z.enum(['same', 'current']).default('same'),
      }),
    )
    .output(type<{ run: string }>())
    .errors({ ...runErrors, CANNOT_RETRY: { data: type<{ message: string }>() } }),
  /** The address at which a step that waits is answered from outside. */
  link: oc
    .input(z.object({ run, step: z.string().max(4000) }))
    .output(type<{ url: string }>())
    .errors(runErrors),
  /** Answers a step that waits. */
  answer: oc
    .input(
      z.object({
        run,
        step: z.string(),
        answer: z.enum(['approved', 'rejected', 'retry', 'skip', 'done']),
        comment: z.string().optional(),
      }),
    )
    .output(type<{ answered: boolean }>())
    .errors(runErrors),
  /**
   * The facts of a run after `afterSeq`: first those in the journal, then, without
   * a gap, new ones as they become true; ends when the run has ended.
   */
  events: oc
    .input(z.object({ run, afterSeq: z.int().min(0).default(0) }))
    .output(eventIterator(type<readonly RunFact[]>()))
    .errors(runErrors),
  list: oc
    .input(
      z.object({
        flow: z.string().optional(),
        status: z.array(z.enum(['running', 'waiting', 'succeeded', 'failed', 'cancelled'])).optional(),
        /** Text in the run's data, its error or its id. */
        search: z.string().max(200).optional(),
        /** Only runs started before this time, for paging. */
        before: z.number().optional(),
        limit: z.int().min(1).max(200).default(50),
      }),
    )
    .output(type<{ runs: readonly RunEntry[]; more: boolean }>()),
  /** A run with the text of the flow it ran. */
  get: oc
    .input(z.object({ run }))
    .output(type<{ entry: RunEntry; text: string; error: ErrorShape | undefined }>())
    .errors(runErrors),
  items: oc
    .input(
      z.object({
        run,
        step: z.string(),
        side: z.enum(['in', 'out']),
        port: z.string(),
        from: z.int().min(0).default(0),
        count: z.int().min(1).max(500).default(100),
      }),
    )
    .output(type<ItemPage>())
    .errors(runErrors),
  /** A part of a file that belongs to an item, as base64. */
  file: oc
    .input(
      z.object({
        /** The id of its `FileRef`. */
        id: z.string().regex(/^[0-9a-f]{64}$/),
        from: z.int().min(0).default(0),
        count: z.int().min(1).max(FILE_PART).default(FILE_PART),
      }),
    )
    .output(type<{ bytes: string; size: number }>())
    .errors({ NOT_FOUND: { message: 'The content of this file is no longer stored' } }),
};
