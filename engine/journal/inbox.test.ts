import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunStarted } from '#contract/run';
import { type ReceivedCall, runOfEvent } from './inbox.ts';
import { SqliteJournal } from './sqlite-journal.ts';

let folder: string;
let journal: SqliteJournal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowbench-inbox-'));
  journal = new SqliteJournal(join(folder, 'journal.db'));
});
afterEach(() => {
  vi.useRealTimers();
  journal.close();
  rmSync(folder, { recursive: true });
});

const call = (body = 'x', receivedAt = Date.now()): ReceivedCall => ({
  receivedAt,
  method: 'POST',
  url: '/a?b=c',
  headers: { a: 'b' },
  remote: '127.0.0.1',
  body: Buffer.from(body),
});
const started = (event: string): RunStarted => ({
  type: 'run.started',
  at: 1,
  run: runOfEvent(event),
  flow: { id: 'f', name: 'F', hash: 'h' },
  trigger: 't',
  seed: 's',
  vars: {},
  trust: false,
  delivery: event,
});
const add = (options: Partial<Parameters<SqliteJournal['inbox']['add']>[2]> = {}, body?: string): string => {
  const added = journal.inbox.add(1, call(body), { state: 'received', ...options });
  return added.is === 'new' ? added.id : '';
};
const reopen = (): void => {
  journal.close();
  journal = new SqliteJournal(join(folder, 'journal.db'));
};

test('addresses of triggers stay the same, and nobody guesses them', () => {
  const hook = journal.inbox.hook('f', 'n');
  expect(hook).toMatchObject({ flow: 'f', node: 'n' });
  expect([hook.id, hook.testId]).toEqual([
    expect.stringMatching(/^[0-9a-f]{32}$/),
    expect.stringMatching(/^[0-9a-f]{32}$/),
  ]);
  expect(journal.inbox.hook('f', 'm').id).not.toBe(hook.id);
  reopen();
  expect(journal.inbox.hook('f', 'n')).toEqual(hook);
  expect(journal.inbox.hooks()).toHaveLength(2);
});

describe('an event', () => {
  test('is there byte for byte before and after it is written', () => {
    const bytes = Buffer.from([0, 255, 10, 128]);
    const added = journal.inbox.add(1, { ...call(), body: bytes }, { state: 'received' });
    const id = added.is === 'new' ? added.id : '';
    for (const look of [() => undefined, reopen]) {
      look();
      expect(journal.inbox.find(id)).toMatchObject({
        id,
        hook: 1,
        state: 'received',
        url: '/a?b=c',
        headers: { a: 'b' },
        size: 4,
      });
      expect(Buffer.from(journal.inbox.body(id) ?? [])).toEqual(bytes);
    }
  });

  test('is on disk with its run or not at all', async () => {
    const id = add();
    journal.append(runOfEvent(id), started(id));
    const other = new SqliteJournal(join(folder, 'journal.db'), { readOnly: true });
    expect([other.inbox.find(id), other.run(runOfEvent(id))]).toEqual([undefined, undefined]);
    await journal.flush();
    expect(other.inbox.find(id)?.state).toBe('started');
    expect(other.run(runOfEvent(id))?.status).toBe('running');
    other.close();
  });

  test('waits for its run until that begins or it is buried', async () => {
    const ids = [add(), add(), add()] as const;
    journal.inbox.add(2, call(), { state: 'received' });
    await journal.flush();
    expect(journal.inbox.waiting([1], 10).map(({ id }) => id)).toEqual(ids);
    expect(journal.inbox.waiting([1, 2], 2)).toHaveLength(2);
    journal.append(runOfEvent(ids[0]), started(ids[0]));
    journal.inbox.bury(ids[1], 'No use.');
    expect(journal.inbox.waiting([1], 10).map(({ id }) => id)).toEqual([ids[2]]);
    expect(journal.inbox.find(ids[1])).toMatchObject({ state: 'dead', reason: 'No use.' });
    journal.inbox.bury(ids[0], 'Too late.');
    expect(journal.inbox.find(ids[0])?.state).toBe('started');
  });

  test('cannot start two runs', async () => {
    const id = add();
    journal.append(runOfEvent(id), started(id));
    expect(() => journal.append(runOfEvent(id), started(id))).toThrow('there is a run');
    await journal.flush();
    expect(() => journal.append(runOfEvent(id), started(id))).toThrow('there is a run');
  });
});

describe('delivery ids', () => {
  test.each(['in one commit', 'over commits'])('are taken once by each trigger, %s', async (when) => {
    const id = add({ key: 'a' });
    if (when === 'over commits') await journal.flush();
    expect(journal.inbox.add(1, call(), { state: 'received', key: 'a' })).toMatchObject({
      is: 'repeat',
      of: { id },
      sameBody: true,
    });
    expect(journal.inbox.add(1, call('y'), { state: 'received', key: 'a' })).toMatchObject({
      is: 'repeat',
      sameBody: false,
    });
    expect(journal.inbox.add(2, call(), { state: 'received', key: 'a' }).is).toBe('new');
    expect(journal.inbox.list({ hooks: [1], limit: 9 })).toMatchObject([
      { state: 'repeated', of: id },
      { id, repeats: 1 },
    ]);
  });

  test('may be as long as they like', () => {
    const long = 'k'.repeat(100_000);
    add({ key: long });
    expect(journal.inbox.add(1, call(), { state: 'received', key: `${long}x` }).is).toBe('new');
    expect(journal.inbox.add(1, call(), { state: 'received', key: long }).is).toBe('repeat');
  });
});

describe('what is kept', () => {
  const DAY = 24 * 60 * 60_000;
  const sweepAll = (now: number): void => {
    while (journal.inbox.sweep(now));
  };

  test('goes after a month, quarantined after a week, and never what waits for its run', () => {
    vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ['Date'] });
    const waiting = add();
    for (let n = 0; n < 500; n++) add({ state: 'quarantined' });
    const done = add({ key: 'a' });
    journal.append(runOfEvent(done), started(done));
    const left = (): string[] => journal.inbox.list({ limit: 1000 }).map(({ id }) => id);
    sweepAll(Date.now() + 8 * DAY);
    expect(left()).toEqual([done, waiting]);
    expect(journal.inbox.add(1, call(), { state: 'received', key: 'a' }).is).toBe('repeat');
    sweepAll(Date.now() + 31 * DAY);
    expect(left()).toEqual([waiting]);
  });

  test('loses its oldest bodies when there are too many bytes of what anybody can send', () => {
    const large = 'x'.repeat(1024 * 1024);
    const ids = Array.from({ length: 70 }, () => add({ state: 'quarantined' }, large));
    sweepAll(Date.now());
    const kept = ids.filter((id) => journal.inbox.body(id) !== undefined);
    expect(kept.length).toBeLessThanOrEqual(64);
    expect(journal.inbox.list({ limit: 100 })).toHaveLength(70);
    expect(journal.inbox.again(ids[0] ?? '')).toBeUndefined();
  });
});

test('an event is taken in once more as one of its own', () => {
  const id = add({ key: 'a' });
  const again = journal.inbox.again(id) ?? '';
  expect(journal.inbox.find(again)).toMatchObject({ state: 'received', of: id, key: undefined });
  expect(Buffer.from(journal.inbox.body(again) ?? []).toString()).toBe('x');
});
