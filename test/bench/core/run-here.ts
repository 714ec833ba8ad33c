import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseFlow } from '#contract/flow';
import type { Item } from '#contract/node';
import { Engine } from '#engine/host';
import { catalogue } from '#nodes';

/** What runs of one flow cost in this process. */
export interface RunFigures {
  /** Items per second: the first run in a new process, and the median of the others. */
  coldPerSecond: number;
  perSecond: number;
  runs: number;
  /** The most memory this process has had, in megabytes. */
  peakMB: number;
  /** The same of the sandbox's processes together, where there were any and the system tells. */
  sandboxPeakMB?: number;
  /** How long the event loop stood still, in milliseconds. */
  stallMs: { max: number; p99: number };
}

export interface Load {
  flow: object;
  /** Items that go in, a thousand at a time. */
  count: number;
  item: (index: number) => Item;
  runs: number;
  journal: boolean;
}

/** Runs a flow a few times in this process, with the engine and the data directory that people have. */
export async function runHere(load: Load): Promise<RunFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'flowbench-bench-'));
  const engine = await Engine.open({ catalogue, ...(load.journal ? { dataDir: join(folder, 'data') } : {}) });
  const speeds: number[] = [];
  const loop = monitorEventLoopDelay({ resolution: 1 });
  try {
    for (let run = 0; run < load.runs; run++) {
      loop.enable();
      speeds.push(await timeRun(engine, load, folder));
      loop.disable();
    }
    const sandboxPeakMB = childrenPeakMB();
    return {
      coldPerSecond: Math.round(speeds[0] ?? 0),
      perSecond: Math.round(median(speeds.slice(1))),
      runs: load.runs,
      peakMB: Math.round(process.resourceUsage().maxRSS / 1024),
      ...(sandboxPeakMB === undefined ? {} : { sandboxPeakMB }),
      stallMs: { max: round(loop.max / 1e6), p99: round(loop.percentile(99) / 1e6) },
    };
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true });
  }
}

async function timeRun(engine: Engine, load: Load, folder: string): Promise<number> {
  const { flow, problems } = parseFlow(JSON.stringify(load.flow));
  if (!flow) throw new Error(JSON.stringify(problems));
  const start = performance.now();
  const run = await engine.start({ flow, flowPath: join(folder, 'bench.flow.json'), input: input(load) });
  const { status, error } = await run.result;
  const seconds = (performance.now() - start) / 1000;
  if (status !== 'succeeded') throw new Error(`the run ${status}: ${error?.message}`);
  return load.count / seconds;
}

async function* input({ count, item }: Load): AsyncGenerator<readonly Item[], void, undefined> {
  for (let from = 0; from < count; from += 1000) {
    yield Array.from({ length: Math.min(1000, count - from) }, (_, k) => item(from + k));
  }
}

/** Linux tells; elsewhere undefined. */
function childrenPeakMB(): number | undefined {
  try {
    const children = readdirSync('/proc/self/task').flatMap((thread) =>
      readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
    );
    const peaks = children.map((pid) => {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    });
    return peaks.length === 0 ? undefined : Math.round(peaks.reduce((sum, peak) => sum + peak));
  } catch {
    return undefined;
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
