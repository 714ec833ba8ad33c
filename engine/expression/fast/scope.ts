import type { Item } from '#contract/node';
import type { ExpressionEnv } from '../env.ts';

/** What a compiled expression reads: the step's surroundings and one item. */
export interface Scope {
  readonly env: ExpressionEnv;
  readonly item: Item;
  readonly index: number;
}

/** A compiled expression, or a part of one. */
export type Fast = (scope: Scope) => unknown;
