import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { RunEvent, RunStarted } from '#contract/run';
import type { Journal } from './journal.ts';
import { MemoryJournal } from './memory-journal.ts';
import { SqliteJournal } from './sqlite-journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowbench-journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const journals: Record<string, () => Journal> = {
  memory: () => new MemoryJournal(),
  sqlite: () => new SqliteJournal(join(folder, `${++files}.db`)),
};

function started(run: string, more: Partial<RunStarted> = {}): RunStarted {
  return {
    type: 'run.started',
    at: 1,
    run,
    flow: { id: 'orders', name: 'Orders', hash: 'h1' },
    trigger: 't',
    seed: 's',
    vars: {},
    trust: false,
    ...more,
  };
}
const skipped = (n: number): RunEvent => ({ type: 'step.skipped', step: `step${n}` });
const finished: RunEvent = { type: 'run.finished', at: 9, status: 'succeeded' };

describe.each(Object.keys(journals))('the %s journal', (kind) => {
  const open = (): Journal => (journals[kind] as () => Journal)();

  test('gives facts back in order, run by run, before and after they are on disk', async () => {
    const journal = open();
    const a: RunEvent[] = [started('a')];
    const b: RunEvent[] = [started('b')];
    journal.append('a', a[0] as RunEvent);
    journal.append('b', b[0] as RunEvent);
    // More than one row, with rows of both runs in between.
    for (let n = 0; n < 1300; n++) {
      const [run, facts] = n % 3 === 0 ? (['b', b] as const) : (['a', a] as const);
      facts.push(skipped(n));
      journal.append(run, skipped(n));
    }
    expect([...journal.read('a')]).toEqual(a);
    await journal.flush();
    expect([...journal.read('a')]).toEqual(a);
    expect([...journal.read('b')]).toEqual(b);
    expect([...journal.read('c')]).toEqual([]);
    journal.close();
  });

  test('facts that come while a run is read are read too or not at all, never twice', () => {
    const journal = open();
    journal.append('a', started('a'));
    for (let n = 0; n < 600; n++) journal.append('a', skipped(n));
    const seen: RunEvent[] = [];
    for (const event of journal.read('a')) {
      seen.push(event);
      if (seen.length === 3) for (let n = 600; n < 700; n++) journal.append('a', skipped(n));
    }
    const steps = seen.slice(1).map((event) => ('step' in event ? event.step : ''));
    expect(steps).toEqual(steps.map((_, n) => `step${n}`));
    expect(steps.length).toBeGreaterThanOrEqual(600);
    journal.close();
  });

  test('refuses facts of a run that has not started', () => {
    const journal = open();
    expect(() => journal.append('nobody', finished)).toThrow('no run nobody');
    journal.append('a', started('a')); // and goes on
    expect(journal.run('a')?.status).toBe('running');
    journal.close();
  });

  test('lists runs newest first, and says how each stands', () => {
    const journal = open();
    const parent = { run: 'a', step: 'call' };
    journal.append('a', started('a'));
    journal.append('b', started('b', { at: 2, path: '/flows/b.flow.json', parent }));
    journal.append('a', { type: 'step.waiting', at: 3, step: 'w', wait: { for: 'call' } });
    expect(journal.run('a')?.status).toBe('waiting');
    // After a restart it still waits.
    journal.append('a', { type: 'run.resumed', at: 4 });
    expect(journal.run('a')?.status).toBe('waiting');
    journal.append('a', { type: 'step.resumed', at: 5, step: 'w', answer: { by: 'time' } });
    expect(journal.run('a')?.status).toBe('running');
    const error = { kind: 'step', code: 'X', message: 'it broke', retryable: false } as const;
    journal.append('b', { type: 'run.finished', at: 6, status: 'failed', error });

    expect(journal.runs().map((run) => run.id)).toEqual(['b', 'a']);
    expect(journal.runs({ limit: 1 }).map((run) => run.id)).toEqual(['b']);
    expect(journal.runs({ only: 'unfinished' }).map((run) => run.id)).toEqual(['a']);
    expect(journal.run('b')).toEqual({
      id: 'b',
      flow: { id: 'orders', name: 'Orders', hash: 'h1' },
      path: '/flows/b.flow.json',
      trigger: 't',
      parent,
      status: 'failed',
      startedAt: 2,
      finishedAt: 6,
      error: 'it broke',
    });
    expect(journal.run('c')).toBeUndefined();
    journal.close();
  });

  test('a failed run owes its error flow until that has started', () => {
    const journal = open();
    for (const run of ['a', 'b', 'c']) journal.append(run, started(run));
    journal.append('a', { type: 'run.finished', at: 2, status: 'failed', errorFlow: 'tell.flow.json' });
    journal.append('b', { type: 'run.finished', at: 2, status: 'failed' });
    const owing = () => journal.runs({ only: 'owing' }).map((run) => run.id);
    expect(owing()).toEqual(['a']);
    journal.append('called', started('called', { parent: { run: 'a', step: 'call' } }));
    expect(owing()).toEqual(['a']);
    journal.append('told', started('told', { parent: { run: 'a' } }));
    expect(owing()).toEqual([]);
    journal.close();
  });

  test('remembers keys per flow and node once the step has succeeded', () => {
    const journal = open();
    journal.append('a', started('a'));
    journal.append('a', {
      type: 'step.succeeded',
      at: 2,
      ms: 1,
      step: 'loop/each[3]/new',
      remember: ['x', 'y'],
    });
    journal.append('a', { type: 'step.succeeded', at: 2, ms: 1, step: 'other', remember: ['z'] });
    expect(journal.remembered('orders', 'new', ['x', 'z', 'y', 'q'])).toEqual(new Set(['x', 'y']));
    expect(journal.remembered('other flow', 'new', ['x'])).toEqual(new Set());
    journal.close();
  });

  test('keeps flows by hash', () => {
    const journal = open();
    journal.saveFlow('h1', '{}');
    journal.saveFlow('h1', '{}');
    expect(journal.flow('h1')).toBe('{}');
    expect(journal.flow('h2')).toBeUndefined();
    journal.close();
  });

  test('flush resolves with nothing to do, and for everybody who asks at once', async () => {
    const journal = open();
    await journal.flush();
    journal.append('a', started('a'));
    const both = [journal.flush(), journal.flush()];
    journal.append('a', finished);
    await Promise.all(both);
    await journal.flush();
    expect([...journal.read('a')]).toHaveLength(2);
    journal.close();
  });
});
