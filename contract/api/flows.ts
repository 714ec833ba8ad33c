import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { NodeShape, Problem } from '#contract/flow';

/** What the engine says of a flow that is being edited. */
export interface FlowCheck {
  problems: readonly Problem[];
  /** Ports of every node whose type is known, by node id: they may follow from parameters. */
  shapes: Readonly<Record<string, NodeShape>>;
}

/** What an expression gives for one item. */
export type Preview = { ok: true; value: unknown } | { ok: false; message: string; hint: string | undefined };

export const flows = {
  /** Checks a flow's text as it stands in the editor. */
  check: oc.input(z.object({ text: z.string() })).output(type<FlowCheck>()),
  /**
   * Evaluates a parameter (a template or a tree of them) as it would be evaluated
   * for one item of a node's input in a run.
   */
  preview: oc
    .input(
      z.object({
        text: z.string(),
        node: z.string(),
        param: z.unknown(),
        run: z.string().optional(),
        /** Step whose input to take; default the node's newest. */
        step: z.string().optional(),
        item: z.int().min(0).default(0),
        /** Without a run: what a trigger has given, instead of its own sample. */
        sample: z
          .object({ trigger: z.string(), items: z.array(z.record(z.string(), z.unknown())) })
          .optional(),
      }),
    )
    .output(type<Preview>()),
};
