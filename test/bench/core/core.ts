import { availableParallelism, cpus } from 'node:os';
import { benchExpressions } from './expressions.ts';
import { inChild } from './in-child.ts';
import type { Limits } from './limits.ts';
import type { RunFigures } from './run-here.ts';
import { round } from './run-here.ts';

/** The engine's inner speed, memory and stalls, beside what this machine can do at all. */
export async function benchCore(): Promise<object> {
  const limits = await inChild<Limits>('limits');
  const loopJournalled = await inChild<RunFigures>('loopJournalled');
  const loopUnjournalled = await inChild<RunFigures>('loopUnjournalled');
  const listJournalled = await inChild<RunFigures>('listJournalled');
  const listUnjournalled = await inChild<RunFigures>('listUnjournalled');
  return {
    bench: 'core',
    machine: machine(),
    expressions: await benchExpressions(),
    limits,
    loop: {
      journalled: loopJournalled,
      unjournalled: loopUnjournalled,
      ofBareJournal: round(loopJournalled.perSecond / limits.bareJournalPerSecond),
    },
    list: { journalled: listJournalled, unjournalled: listUnjournalled },
  };
}

export function machine(): object {
  return { node: process.versions.node, cpu: cpus()[0]?.model ?? '', cores: availableParallelism() };
}
