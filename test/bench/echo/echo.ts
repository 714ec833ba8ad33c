import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { machine } from '../core/core.ts';
import { median } from '../core/run-here.ts';
import { type LoadFigures, postFor } from './load.ts';

const ROUNDS = 5;
const ROUND = 1500;
const WARM_UP = 1500;
/** A kilobyte of JSON. */
const BODY = JSON.stringify({
  order: 4711,
  customer: { name: 'Ada Lovelace', city: 'London' },
  lines: Array.from({ length: 12 }, (_, k) => ({
    sku: `sku-${k}`,
    count: k,
    price: 9.5 * k,
    note: 'as usual',
  })),
}).padEnd(1024);

/**
 * Calls answered by a flow that maps one field, every event and run on disk, beside a bare
 * `node:http` that keeps nothing: in turns, on the same machine.
 */
export async function benchEcho(): Promise<object> {
  const servers = { bare: await start('bare'), flowbench: await start('flowbench') };
  try {
    const results: Record<string, object> = {};
    for (const connections of [1, 32]) {
      results[`connections${connections}`] = await compare(servers, connections);
    }
    return { bench: 'echo', machine: machine(), bodyBytes: BODY.length, ...results };
  } finally {
    for (const { stop } of Object.values(servers)) stop();
  }
}

interface ServerProcess {
  url: string;
  /** Microseconds of processor time so far. */
  cpu(): Promise<number>;
  stop(): void;
}
type Servers = Record<'bare' | 'flowbench', ServerProcess>;
type Round = LoadFigures & { perCpuSecond: number };

async function compare(servers: Servers, connections: number): Promise<object> {
  const names = ['bare', 'flowbench'] as const;
  for (const name of names) await postFor(servers[name].url, BODY, connections, WARM_UP);
  const rounds: Record<'bare' | 'flowbench', Round[]> = { bare: [], flowbench: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) rounds[name].push(await measure(servers[name], connections));
  }
  const ratio = (figure: 'perSecond' | 'perCpuSecond'): number => {
    const ratios = rounds.bare.map((bare, k) => (rounds.flowbench[k]?.[figure] ?? 0) / bare[figure]);
    return Math.round(median(ratios) * 100) / 100;
  };
  const typical = (name: 'bare' | 'flowbench'): Round => ({
    perSecond: median(rounds[name].map(({ perSecond }) => perSecond)),
    perCpuSecond: median(rounds[name].map(({ perCpuSecond }) => perCpuSecond)),
    ms: {
      p50: median(rounds[name].map(({ ms }) => ms.p50)),
      p99: median(rounds[name].map(({ ms }) => ms.p99)),
    },
  });
  return {
    ratio: ratio('perSecond'),
    /** The same by processor time of the server: for machines that are busy with other things, or have a slow disk. */
    ratioOfCpu: ratio('perCpuSecond'),
    bare: typical('bare'),
    flowbench: typical('flowbench'),
  };
}

async function measure(server: ServerProcess, connections: number): Promise<Round> {
  const before = await server.cpu();
  const start = performance.now();
  const figures = await postFor(server.url, BODY, connections, ROUND);
  const calls = (figures.perSecond * (performance.now() - start)) / 1000;
  return { ...figures, perCpuSecond: Math.round((calls / ((await server.cpu()) - before)) * 1e6) };
}

async function start(kind: 'bare' | 'flowbench'): Promise<ServerProcess> {
  const child = fork(join(import.meta.dirname, 'child.ts'), [kind], {
    execArgv: ['--max-semi-space-size=8', '--disable-warning=ExperimentalWarning'],
  });
  const [url] = (await once(child, 'message')) as [string];
  return {
    url,
    async cpu() {
      child.send('cpu');
      const [cpu] = (await once(child, 'message')) as [number];
      return cpu;
    },
    stop: () => child.disconnect(),
  };
}
