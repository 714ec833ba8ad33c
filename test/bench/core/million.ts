import { machine } from './core.ts';
import { inChild } from './in-child.ts';
import type { RunFigures } from './run-here.ts';

/** A million small rows through five nodes: memory must not grow with them, and nothing may stand still. */
export async function benchMillion(): Promise<object> {
  const figures = await inChild<RunFigures>('million');
  return { bench: 'million', machine: machine(), ...figures, perSecond: figures.coldPerSecond };
}
