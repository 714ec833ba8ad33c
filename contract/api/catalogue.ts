import { oc, type } from '@orpc/contract';
import type { NodeDescription } from '#contract/node';

/** A helper method of expressions, for completion. */
export interface ExpressionHelper {
  /** What it is called on: `string`, `number`, `array`, `object`, `date`. */
  on: string;
  name: string;
  signature: string;
  doc: string;
}

export const catalogue = {
  /** Every node type, described as JSON, and the helpers that expressions have. */
  get: oc.output(type<{ nodes: readonly NodeDescription[]; helpers: readonly ExpressionHelper[] }>()),
};
