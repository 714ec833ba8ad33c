import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { machine } from '../core/core.ts';
import { median } from '../core/run-here.ts';
import { type LoadFigures, postFor } from '../echo/load.ts';

const ROUNDS = 3;
const ROUND = 1200;
const WARM_UP = 1000;
const ASLEEP = 5000;
/** A kilobyte, as events of services are. */
const BODY = JSON.stringify({ event: 'order.created', note: 'x'.repeat(960) }).padEnd(1024);

interface Started {
  child: ChildProcess;
  url: string;
  codes?: readonly string[];
}

/**
 * A relay beside a bare `node:http` that keeps nothing and a bare proxy before that one: in turns,
 * on the same machine, each in a process of its own.
 */
export async function benchRelay(): Promise<object> {
  const children: ChildProcess[] = [];
  const start = async (...args: string[]): Promise<Started> => {
    const child = fork(join(import.meta.dirname, 'child.ts'), args, {
      execArgv: ['--max-semi-space-size=8', '--disable-warning=ExperimentalWarning'],
    });
    children.push(child);
    const [about] = await once(child, 'message');
    return { child, ...about };
  };
  try {
    const bare = await start('bare');
    const hop = await start('hop', bare.url);
    const relay = await start('relay');
    const [first = '', second = ''] = relay.codes ?? [];
    const open = await start('device', relay.url, first, 'open');
    const sealed = await start('device', relay.url, second, 'seal');
    const ways = {
      bare: bare.url,
      hop: hop.url,
      stored: `${open.url}/stored`,
      sealed: `${sealed.url}/stored`,
      through: `${open.url}/through`,
    };
    const results: Record<string, object> = {};
    for (const connections of [1, 32])
      results[`connections${connections}`] = await compare(ways, connections);
    return {
      bench: 'relay',
      machine: machine(),
      bodyBytes: BODY.length,
      ...results,
      wake: { open: await wake(open), sealed: await wake(sealed) },
    };
  } finally {
    for (const child of children) child.disconnect();
  }
}

type Ways = Readonly<Record<'bare' | 'hop' | 'stored' | 'sealed' | 'through', string>>;

async function compare(ways: Ways, connections: number): Promise<object> {
  const names = Object.keys(ways) as (keyof Ways)[];
  const rounds = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    keyof Ways,
    LoadFigures[]
  >;
  for (const name of names) await postFor(ways[name], BODY, connections, WARM_UP);
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) rounds[name].push(await postFor(ways[name], BODY, connections, ROUND));
  }
  const typical = (name: keyof Ways): LoadFigures => ({
    perSecond: median(rounds[name].map(({ perSecond }) => perSecond)),
    ms: {
      p50: median(rounds[name].map(({ ms }) => ms.p50)),
      p99: median(rounds[name].map(({ ms }) => ms.p99)),
    },
  });
  /** Of figures of the same round. */
  const ratio = (name: keyof Ways, to: keyof Ways, of: (figures: LoadFigures) => number): number => {
    const each = rounds[name].map((figures, k) => of(figures) / of(rounds[to][k] as LoadFigures));
    return Math.round(median(each) * 100) / 100;
  };
  const both = (name: keyof Ways, to: keyof Ways): object => ({
    throughput: ratio(name, to, ({ perSecond }) => perSecond),
    latency: ratio(name, to, ({ ms }) => ms.p50),
  });
  return {
    ratios: {
      'stored to bare': both('stored', 'bare'),
      'sealed to bare': both('sealed', 'bare'),
      'hop to bare': both('hop', 'bare'),
      'stored to hop': both('stored', 'hop'),
      'through to hop': both('through', 'hop'),
    },
    ...Object.fromEntries(names.map((name) => [name, typical(name)])),
  };
}

/** Messages a second that a machine gets which has slept. */
async function wake({ child, url }: Started): Promise<object> {
  const ask = async (what: string): Promise<number> => {
    child.send(what);
    const [taken] = (await once(child, 'message')) as [number];
    return taken;
  };
  await settled(() => ask('count'));
  const before = await ask('sleep');
  const lane = async (): Promise<void> => {
    for (let n = 0; n < ASLEEP / 10; n++) await fetch(`${url}/stored`, { method: 'POST', body: BODY });
  };
  await Promise.all(Array.from({ length: 10 }, lane));
  const start = performance.now();
  let taken = await ask('wake');
  while (taken < before + ASLEEP) taken = await ask('count');
  const seconds = (performance.now() - start) / 1000;
  return { messages: ASLEEP, perSecond: Math.round(ASLEEP / seconds) };
}

/** Resolves when nothing has come for a moment: what waited has been handed over. */
async function settled(count: () => Promise<number>): Promise<void> {
  for (let last = -1; ; ) {
    const now = await count();
    if (now === last) return;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
