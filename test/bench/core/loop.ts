import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseFlow } from '#contract/flow';
import type { Item } from '#contract/node';
import { memoryLists } from '#contract/run';
import { MemoryJournal, SqliteJournal } from '#engine/journal';
import { compileFlow, RunDriver, type RunServices, systemClock } from '#engine/run';
import { catalogue } from '#nodes';

const N = Number(process.argv[2] ?? 10000);
const flow = {
  flowbench: 1,
  nodes: {
    t: { type: 'trigger.manual' },
    l: { type: 'control.forEach' },
    m: {
      type: 'data.map',
      in: 'l',
      params: { fields: [{ name: 'total', value: '{{ $json.price * $json.count }}' }] },
    },
    i: { type: 'control.if', in: 'l', params: { test: '{{ $json.total > 100 }}' } },
  },
  edges: ['t -> l', 'l:each -> m', 'm -> i', 'i:true -> l:collect'],
};
const { compiled, problems } = compileFlow(parseFlow(JSON.stringify(flow)).flow!, catalogue);
if (!compiled) throw new Error(JSON.stringify(problems));
async function once(journal: any) {
  const services = { journal, clock: systemClock, lists: memoryLists } as unknown as RunServices;
  const d = new RunDriver(compiled!, services);
  const items: Item[] = Array.from({ length: N }, (_, k) => ({
    json: { id: k, price: k % 50, count: k % 7, name: `item ${k}`, region: 'north' },
  }));
  async function* input() {
    for (let i = 0; i < N; i += 1000) yield items.slice(i, i + 1000);
  }
  const h = monitorEventLoopDelay({ resolution: 1 });
  h.enable();
  const t = performance.now();
  await d.start(
    {
      type: 'run.started',
      at: Date.now(),
      run: crypto.randomUUID(),
      flow: { id: 'f', name: 'f', hash: 'h' },
      trigger: 't',
      seed: 's',
      vars: {},
      trust: false,
    },
    input(),
  );
  await new Promise<void>((r) => {
    d.onActivity = () => {
      if (d.activity.is === 'finished') r();
    };
    d.onActivity();
  });
  await journal.flush();
  const ms = performance.now() - t;
  h.disable();
  if (d.state.status !== 'succeeded') throw new Error(JSON.stringify(d.state.error));
  return `${Math.round((N / ms) * 1000)} it/s  maxlag ${(h.max / 1e6).toFixed(1)} rss ${Math.round(process.memoryUsage().rss / 1e6)}`;
}
const dir = mkdtempSync(join(tmpdir(), 'b-'));
const j = new SqliteJournal(join(dir, 'j.db'));
for (let k = 0; k < 4; k++) {
  console.log('sqlite', await once(j));
  console.log('memory', await once(new MemoryJournal({ keepFacts: false })));
}
j.close();
rmSync(dir, { recursive: true });
