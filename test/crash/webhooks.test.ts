import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SqliteJournal } from '#engine/journal';
import { type Bench, flowOf, Laboratory } from './laboratory.ts';

const laboratory = new Laboratory();
beforeAll(() => laboratory.open());
afterAll(() => laboratory.close());

const CHILD = join(import.meta.dirname, 'webhook-child.ts');
const SLOW = 90_000;
const call = (respond: string): object => ({
  type: 'trigger.webhook',
  params: { respond, dedupe: '{{ $json.body.id }}' },
});
const map = { type: 'data.map', params: { fields: [{ name: 'id', value: '{{ $json.body.id }}' }] } };
const answer = { type: 'control.respond', params: { body: { id: '{{ $json.body.id }}' } } };

/** An engine in a process of its own, to be killed. */
class Life {
  readonly child: ChildProcess;
  url = '';

  constructor(bench: Bench, port: number, crashAt: string | undefined, wrap: readonly string[] = []) {
    const [command = '', ...before] = [...wrap, process.execPath];
    const args = [
      ...before,
      '--disable-warning=ExperimentalWarning',
      CHILD,
      bench.dataDir,
      join(bench.folder, 'main.flow.json'),
      String(port),
    ];
    this.child = spawn(command, args, {
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: join(tmpdir(), 'flowbench-crash-cache'),
        ...(crashAt === undefined ? {} : { FLOWBENCH_CRASH_AT: crashAt }),
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  }

  /** Resolves with whether it came to listen before it died. */
  async ready(): Promise<boolean> {
    const lines = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    const url = await Promise.race([
      once(lines, 'line').then(([line]) => line as string),
      once(this.child, 'exit').then(() => undefined),
    ]);
    this.url = url ?? '';
    return url !== undefined;
  }

  async end(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.stdin?.end();
    await exit;
  }
}

/** Posts ids until each has been acknowledged once, to one life after the other; gives those acknowledged. */
async function postAll(
  bench: Bench,
  ids: readonly string[],
  crashes: readonly string[],
  ok: number,
): Promise<number> {
  const left = new Set(ids);
  const acknowledged = new Set<string>();
  let port = 0;
  let kills = 0;
  for (let n = 0; left.size > 0; n++) {
    if (n > crashes.length + 5) throw new Error(`${left.size} calls are never acknowledged`);
    const life = new Life(bench, port, crashes[n]);
    const died = once(life.child, 'exit');
    if (await life.ready()) {
      port = Number(new URL(life.url).port);
      const queue = [...left];
      const lane = async (): Promise<void> => {
        for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
          const reply = await fetch(life.url, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ id }),
          }).catch(() => undefined);
          // The connection broke: whoever called does not know, and calls again.
          if (!reply) return;
          expect(reply.status).toBe(ok);
          acknowledged.add(id);
          left.delete(id);
        }
      };
      await Promise.all(Array.from({ length: 8 }, lane));
    }
    if (left.size > 0) {
      await died;
      expect(life.child.signalCode).toBe('SIGKILL');
      kills++;
    } else await life.end();
  }
  expect([...acknowledged].sort()).toEqual([...ids].sort());
  return kills;
}

/** How many runs there are of each id, and whether they succeeded. */
function runsOf(bench: Bench): Map<string, string[]> {
  const journal = new SqliteJournal(join(bench.dataDir, 'journal.db'), { readOnly: true });
  const runs = new Map<string, string[]>();
  for (const { id, status } of journal.runs({ limit: 10_000 })) {
    for (const fact of journal.read(id)) {
      if (fact.type !== 'step.succeeded' || fact.step !== 'call') continue;
      const out = fact.out?.out;
      const json = out && 'items' in out ? out.items[0]?.json : undefined;
      const { id: key } = (json?.body ?? {}) as { id: string };
      runs.set(key, [...(runs.get(key) ?? []), status]);
    }
  }
  journal.close();
  return runs;
}

describe('killed under hundreds of calls', () => {
  test.each([
    { respond: 'received', ok: 202, nodes: { call: call('received'), map }, edges: ['call -> map'] },
    {
      respond: 'node',
      ok: 200,
      nodes: { call: call('node'), map, answer },
      edges: ['call -> map', 'map -> answer'],
    },
  ])(
    'every call that was acknowledged ($respond) has its one run',
    { timeout: SLOW },
    async ({ ok, nodes, edges }) => {
      const bench = laboratory.bench({ 'main.flow.json': flowOf({ ...nodes }, edges) });
      const ids = Array.from({ length: 400 }, (_, n) => `order-${n}`);
      const crashes = [
        'journal.commit:12',
        'journal.committed:20',
        'journal.append:150',
        'journal.commit:9',
        'journal.committed:8',
        'journal.append:77',
        'journal.append:301',
      ];
      expect(await postAll(bench, ids, crashes, ok)).toBeGreaterThan(4);
      const runs = runsOf(bench);
      expect(runs.size).toBe(ids.length);
      expect([...runs.values()].filter((of) => of.length !== 1 || of[0] !== 'succeeded')).toEqual([]);
    },
  );

  test('what its run does to others is done once for every call', { timeout: SLOW }, async () => {
    const post = {
      type: 'http.request',
      inDoubt: 'retry',
      params: { method: 'POST', url: laboratory.url, body: '{{ $json.body }}' },
    };
    const bench = laboratory.bench({
      'main.flow.json': flowOf({ call: call('received'), post }, ['call -> post']),
    });
    const ids = Array.from({ length: 60 }, (_, n) => `effect-${n}`);
    await postAll(bench, ids, ['effect.before:10', 'effect.after:12', 'journal.commit:15'], 202);
    const last = new Life(bench, 0, undefined);
    expect(await last.ready()).toBe(true);
    const keysOf = (id: string): string[] =>
      laboratory.posts
        .filter(({ body }) => (body as { id?: string } | null)?.id === id)
        .map(({ key }) => key);
    await expect.poll(() => ids.every((id) => keysOf(id).length > 0), { timeout: 20_000 }).toBe(true);
    await last.end();
    // Where it was in doubt it is repeated, with the key by which the other side knows it again.
    for (const id of ids) expect(new Set(keysOf(id)).size).toBe(1);
    expect([...runsOf(bench).values()].every(({ length }) => length === 1)).toBe(true);
  });
});

test('an approval that was acknowledged by a link is never lost', { timeout: SLOW }, async () => {
  const link = { type: 'control.respond', params: { body: "{{ $link('ask') }}" } };
  const ask = { type: 'control.waitFor', params: { event: 'approval' } };
  const nodes = { call: { type: 'trigger.webhook', params: { respond: 'node' } }, link, ask };
  const bench = laboratory.bench({ 'main.flow.json': flowOf(nodes, ['call -> link', 'link -> ask']) });
  const first = new Life(bench, 0, undefined);
  expect(await first.ready()).toBe(true);
  const links: string[] = [];
  for (let n = 0; n < 40; n++) links.push(await (await fetch(first.url, { method: 'POST' })).text());
  expect(new Set(links).size).toBe(40);
  await first.end();
  const port = Number(new URL(first.url).port);
  const answered = new Map<string, number>();
  const crashes = ['journal.append:25', 'journal.commit:6', 'journal.committed:5', undefined];
  for (const crashAt of crashes) {
    const life = new Life(bench, port, crashAt);
    const died = once(life.child, 'exit');
    if (!(await life.ready())) continue;
    for (const address of links.filter((known) => !answered.has(known))) {
      const body = new URLSearchParams({ answer: 'approved' });
      const reply = await fetch(address, { method: 'POST', body }).catch(() => undefined);
      if (!reply) break;
      if (reply.status !== 503) answered.set(address, reply.status);
      // What one life has said, and the next one says.
      expect([200, 409, 503]).toContain(reply.status);
    }
    if (crashAt === undefined) {
      for (const address of links) expect((await fetch(address, { method: 'POST' })).status).toBe(409);
      await life.end();
    } else await died;
  }
  expect(answered.size).toBe(40);
  const journal = new SqliteJournal(join(bench.dataDir, 'journal.db'), { readOnly: true });
  for (const { id } of journal.runs({ limit: 100 })) {
    const answers = [...journal.read(id)].filter(({ type }) => type === 'step.resumed');
    expect(answers).toMatchObject([{ answer: { by: 'approval', approved: true } }]);
  }
  journal.close();
});

const strace = process.platform === 'linux' && spawnSync('strace', ['-V']).status === 0;
if (!strace)
  process.stderr.write('skipped: that events are synced before they are acknowledged; apt install strace\n');
test.skipIf(!strace).each(['received', 'node'])(
  'an event is synced to disk before its caller hears (%s)',
  { timeout: SLOW },
  async (respond) => {
    const nodes = { call: call(respond), map, ...(respond === 'node' ? { answer } : {}) };
    const edges = ['call -> map', ...(respond === 'node' ? ['map -> answer'] : [])];
    const bench = laboratory.bench({ 'main.flow.json': flowOf(nodes, edges) });
    const log = join(bench.folder, 'trace');
    const trace = [
      'strace',
      '-f',
      '-y',
      '-s',
      '40',
      '-o',
      log,
      '-e',
      'trace=fsync,fdatasync,pwrite64,read,write,writev',
    ];
    const life = new Life(bench, 0, undefined, trace);
    expect(await life.ready()).toBe(true);
    for (let n = 0; n < 10; n++) {
      const body = JSON.stringify({ id: String(n) });
      await fetch(life.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    }
    await life.end();
    let dirty = false;
    let wrote = false;
    let answers = 0;
    for (const text of readFileSync(log, 'utf8').split('\n')) {
      if (/pwrite64\(\d+<[^>]*journal\.db-wal>/.test(text)) [dirty, wrote] = [true, true];
      else if (/f(data)?sync\(\d+<[^>]*journal\.db-wal>/.test(text)) dirty = false;
      else if (/read\(.*"POST \//.test(text)) wrote = false;
      else if (/HTTP\/1\.1 20[02]/.test(text)) {
        answers++;
        expect({ dirty, wrote }).toEqual({ dirty: false, wrote: true });
      }
    }
    expect(answers).toBe(10);
  },
);
