import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFlow } from '#contract/flow';
import type { Breakpoint } from '#contract/run';
import { Engine, tuneMemory } from '#engine/host';
import { catalogue } from '#nodes';
import { machine } from '../core/core.ts';
import { loads } from '../core/loads.ts';
import { median, round } from '../core/run-here.ts';

const ITERATIONS = 100_000;
const ROUNDS = 6;

/** By name, the breakpoints of a run that is debugged; undefined: it is not. None of them pauses it. */
const sessions: Readonly<Record<string, readonly Breakpoint[] | undefined>> = {
  plain: undefined,
  attached: [],
  /** How far two runs that are the same lie apart. */
  plainAgain: undefined,
  elsewhere: [{ id: 'error', at: 'error' }],
  counted: [{ id: 'never', at: 'before', node: 'total', hit: ITERATIONS * ROUNDS }],
  conditional: [{ id: 'never', at: 'before', node: 'isBig', condition: '$json.total < 0' }],
};

/**
 * What it costs a loop to be debugged while no breakpoint pauses it: the same flow with and without, in turns in
 * one process, journalled. Compared by processor time, and each round with its own plain run.
 */
export async function benchDebug(): Promise<object> {
  tuneMemory();
  const folder = mkdtempSync(join(tmpdir(), 'flowbench-bench-'));
  const engine = await Engine.open({ catalogue, dataDir: join(folder, 'data'), longLived: true });
  const times = new Map(Object.keys(sessions).map((name) => [name, [] as number[]]));
  try {
    for (let nr = 0; nr <= ROUNDS; nr++) {
      for (const [name, breakpoints] of Object.entries(sessions)) {
        const ms = await timeRun(engine, folder, breakpoints);
        // The first round only warms up.
        if (nr > 0) times.get(name)?.push(ms);
      }
    }
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true });
  }
  const plain = times.get('plain') ?? [];
  const overhead = (name: string): number =>
    round((median((times.get(name) ?? []).map((ms, nr) => ms / (plain[nr] ?? Number.NaN))) - 1) * 100);
  const names = Object.keys(sessions);
  return {
    bench: 'debug',
    machine: machine(),
    iterations: ITERATIONS,
    rounds: ROUNDS,
    cpuMs: Object.fromEntries(names.map((name) => [name, Math.round(median(times.get(name) ?? []))])),
    overheadPercent: Object.fromEntries(names.slice(1).map((name) => [name, overhead(name)])),
  };
}

/** Milliseconds of processor time. */
async function timeRun(engine: Engine, folder: string, breakpoints: readonly Breakpoint[] | undefined) {
  const load = loads.loopJournalled;
  const { flow } = parseFlow(JSON.stringify(load?.flow));
  if (!load || !flow) throw new Error('there is no such load');
  const items = Array.from({ length: ITERATIONS }, (_, index) => load.item(index));
  const before = process.cpuUsage();
  const run = await engine.start({
    flow,
    flowPath: join(folder, 'bench.flow.json'),
    input: chunksOf(items),
    ...(breakpoints ? { debug: { breakpoints } } : {}),
  });
  const { status } = await run.result;
  if (status !== 'succeeded') throw new Error(`the run ${status}`);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function* chunksOf<T>(items: readonly T[]): AsyncGenerator<readonly T[], void, undefined> {
  for (let from = 0; from < items.length; from += 1000) yield items.slice(from, from + 1000);
}
