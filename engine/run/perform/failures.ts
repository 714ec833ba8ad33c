import { type ErrorShape, StepError, toErrorShape } from '#contract/error';
import type { Item } from '#contract/node';
import { CAUGHT } from '#contract/run';
import type { CompiledNode } from '../compile-flow.ts';
import type { StepRun } from './step-run.ts';

/** An error with its place in the run, without secrets; an error from further inside keeps its own place. */
export function errorAt(thrown: unknown, run: StepRun, item?: number): ErrorShape {
  const { masker } = run.host.services;
  const shape = masker.error(thrown instanceof StepFailure ? thrown.shape : toErrorShape(thrown));
  const { node = run.compiled.id, step = run.key } = shape;
  return { ...shape, node, step, ...itemOf(shape, item) };
}

function itemOf(shape: ErrorShape, item: number | undefined): { item?: number } {
  const index = shape.item ?? item;
  return index === undefined ? {} : { item: index };
}

/** A failure that already has its shape and place, on its way to the step's end. */
export class StepFailure extends Error {
  readonly shape: ErrorShape;
  constructor(shape: ErrorShape) {
    super(shape.message);
    this.shape = shape;
  }
}

/** Milliseconds the other side asked us to wait before trying again. */
export function retryAfterOf(thrown: unknown): number | undefined {
  return thrown instanceof StepError ? thrown.retryAfter : undefined;
}

/** The port by which a failed item leaves, by the node's error policy; undefined where it stops the step. */
export function portForFailed(compiled: CompiledNode): string | undefined {
  switch (compiled.onError) {
    case 'route':
      return 'error';
    case 'continue':
      return compiled.mainPort;
    case 'catch':
      return CAUGHT;
    default:
      return undefined;
  }
}

/** A failed item as it leaves: with its error, or (out of a try) inside it. */
export function failedItem(item: Item, error: ErrorShape, compiled: CompiledNode): Item {
  const json = compiled.onError === 'catch' ? { error, item: item.json } : { ...item.json, error };
  return item.binary ? { json, binary: item.binary } : { json };
}
