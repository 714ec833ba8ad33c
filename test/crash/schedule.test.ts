import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SqliteJournal } from '#engine/journal';

const CHILD = join(import.meta.dirname, 'schedule-child.ts');
const SLOW = 60_000;
/** Milliseconds from one moment to the next, and runs after which the last life ends by itself. */
const BEAT = 60;
const WANTED = 25;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowbench-schedule-'));
  const flow = {
    flowbench: 1,
    id: 'beat',
    name: 'Beat',
    nodes: {
      on: { type: 'trigger.activate' },
      beat: { type: 'trigger.schedule', params: { every: `${BEAT}ms`, missed: 'all' } },
      map: { type: 'data.map', params: { fields: [{ name: 'due', value: '{{ $json.scheduledFor }}' }] } },
    },
    edges: ['beat -> map'],
  };
  writeFileSync(join(folder, 'beat.flow.json'), JSON.stringify(flow));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Life {
  crashAt?: string;
  /** Kills it so many milliseconds after it has become active. */
  killAfter?: number;
}

/** One life of the engine; resolves to whether it was killed. */
async function live({ crashAt, killAfter }: Life): Promise<boolean> {
  // One that is to be killed does not end by itself.
  const wanted = crashAt === undefined && killAfter === undefined ? WANTED : Number.MAX_SAFE_INTEGER;
  const args = [CHILD, join(folder, 'data'), join(folder, 'beat.flow.json'), String(wanted)];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: join(tmpdir(), 'flowbench-crash-cache'),
      ...(crashAt === undefined ? {} : { FLOWBENCH_CRASH_AT: crashAt }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  child.stdout.once('data', () => {
    if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
  });
  const [code, signal] = await ended;
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`the child ended with ${code ?? signal}`);
  return signal === 'SIGKILL';
}

/** The moments that runs were started for, in order of the runs. */
function moments(): number[] {
  const journal = new SqliteJournal(join(folder, 'data', 'journal.db'), { readOnly: true });
  try {
    const runs = journal.runs({ limit: 10_000 }).reverse();
    expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'succeeded'));
    // However often it was begun, the flow was activated once.
    expect(runs.filter(({ trigger }) => trigger === 'on')).toHaveLength(1);
    const beats = runs.filter(({ trigger }) => trigger === 'beat');
    return beats.map(({ id }) => {
      const told = [...journal.read(id)].find((fact) => fact.type === 'step.succeeded');
      const out = told?.type === 'step.succeeded' ? told.out?.out : undefined;
      const json = out && 'items' in out ? out.items[0]?.json : undefined;
      return Date.parse(String(json?.scheduledFor));
    });
  } finally {
    journal.close();
  }
}

/** Every moment has had its run, in order, none twice and none left out. */
function expectEvenBeat(): void {
  const due = moments();
  expect(due.length).toBeGreaterThanOrEqual(WANTED);
  const first = due[0] ?? Number.NaN;
  expect(due.map((time) => time - first)).toEqual(due.map((_, index) => index * BEAT));
}

test.each(['journal.append', 'journal.commit', 'journal.committed'])(
  'killed at any %s, no moment is lost and none has two runs',
  { timeout: SLOW },
  async (point) => {
    // Each life gets a little further than the one before.
    for (let hit = 1; hit <= 15; hit += 2) expect(await live({ crashAt: `${point}:${hit}` })).toBe(true);
    expect(await live({})).toBe(false);
    expectEvenBeat();
  },
);

test('killed from outside around the moments, again and again', { timeout: SLOW }, async () => {
  for (let life = 0; life < 8; life++) expect(await live({ killAfter: BEAT + life * 7 })).toBe(true);
  expect(await live({})).toBe(false);
  expectEvenBeat();
});
