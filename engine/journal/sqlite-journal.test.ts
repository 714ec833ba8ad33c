import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { UserError } from '#contract/error';
import type { RunEvent } from '#contract/run';
import { openDataDir } from './data-dir.ts';
import { SqliteJournal } from './sqlite-journal.ts';
import { migrate, SCHEMA_STEPS, schemaVersion } from './sqlite-schema.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowbench-sqlite-'));
  file = join(folder, 'journal.db');
});
afterEach(() => rm(folder, { recursive: true }));

const started: RunEvent = {
  type: 'run.started',
  at: 1,
  run: 'a',
  flow: { id: 'f', name: 'F', hash: 'h' },
  trigger: 't',
  seed: 's',
  vars: {},
  trust: false,
};
const skipped = (n: number): RunEvent => ({ type: 'step.skipped', step: `step${n}` });

describe('after a restart', () => {
  test('everything is there, and facts go on where they ended', async () => {
    const facts = [started, ...Array.from({ length: 700 }, (_, n) => skipped(n))];
    for (let from = 0; from < facts.length; from += 100) {
      const journal = new SqliteJournal(file);
      for (const fact of facts.slice(from, from + 100)) journal.append('a', fact);
      journal.close();
    }
    const journal = new SqliteJournal(file);
    expect([...journal.read('a')]).toEqual(facts);
    journal.close();
  });

  test('what nobody waited for is on disk soon after', async () => {
    const journal = new SqliteJournal(file);
    journal.append('a', started);
    const other = new SqliteJournal(file, { readOnly: true });
    await vi.waitFor(() => expect([...other.read('a')]).toEqual([started]));
    other.close();
    journal.close();
  });
});

describe('looking on while an engine writes', () => {
  test('shows what is on disk', async () => {
    const journal = new SqliteJournal(file);
    const reader = new SqliteJournal(file, { readOnly: true });
    journal.append('a', started);
    expect(reader.runs()).toEqual([]);
    await journal.flush();
    expect(reader.runs().map((run) => run.id)).toEqual(['a']);
    expect([...reader.read('a')]).toEqual([started]);
    reader.close();
    journal.close();
  });

  test('a file that no engine has used yet shows nothing', () => {
    writeFileSync(file, '');
    const reader = new SqliteJournal(file, { readOnly: true });
    expect(reader.runs()).toEqual([]);
    expect([...reader.read('a')]).toEqual([]);
    expect(reader.run('a') ?? reader.flow('h')).toBeUndefined();
    expect(reader.remembered('f', 'n', ['k'])).toEqual(new Set());
    reader.close();
  });
});

test.skipIf(process.platform === 'win32')(
  'only its owner may read what is in the data directory',
  async () => {
    const dir = openDataDir(join(folder, 'data'));
    const journal = new SqliteJournal(dir.journal);
    journal.append('a', started);
    await journal.flush();
    const modes = readdirSync(dir.path).map((name) => [name, statSync(join(dir.path, name)).mode & 0o777]);
    expect(Object.fromEntries(modes)).toEqual({
      'engine.json': 0o600,
      'journal.db': 0o600,
      'journal.db-shm': 0o600,
      'journal.db-wal': 0o600,
      'lock.db': 0o600,
      'lock.db-journal': 0o600,
    });
    expect(statSync(dir.path).mode & 0o777).toBe(0o700);
    journal.close();
    dir.release();
  },
);

describe('the layout', () => {
  test('a step that fails leaves the database at the version before it', () => {
    const db = new DatabaseSync(file);
    const steps = ['CREATE TABLE a (x)', 'CREATE TABLE b (x); CREATE TABLE a (x)'];
    expect(() => migrate(db, steps)).toThrow('already exists');
    expect(schemaVersion(db, steps)).toBe(1);
    // Mended, only the missing step is taken.
    migrate(db, [steps[0] as string, 'CREATE TABLE b (x)', 'CREATE TABLE c (x)']);
    expect(schemaVersion(db, ['', '', ''])).toBe(3);
    db.close();
  });

  test.each([false, true])('a newer one is refused in a sentence (read only: %s)', (readOnly) => {
    const db = new DatabaseSync(file);
    db.exec(`PRAGMA user_version = ${SCHEMA_STEPS.length + 1}`);
    db.close();
    expect(() => new SqliteJournal(file, { readOnly })).toThrow(
      expect.objectContaining({ code: 'DATA_DIR_NEWER', hint: expect.stringContaining('Update Flowbench') }),
    );
  });

  test('a file that is something else is refused in a sentence', () => {
    writeFileSync(file, 'dear diary, '.repeat(1000));
    expect(() => new SqliteJournal(file)).toThrow(
      expect.objectContaining({
        code: 'JOURNAL_FAILED',
        message: expect.stringContaining('not a Flowbench'),
      }),
    );
  });
});

describe('when the disk refuses', () => {
  /** As from a disk that is gone: no row of facts can be written any more. */
  function breakDisk(): void {
    alter('ALTER TABLE fact RENAME TO lost');
  }
  function alter(sql: string): void {
    const other = new DatabaseSync(file);
    other.exec(sql);
    other.close();
  }

  test('everybody who waits hears of it, nothing half-done stays, nothing more is taken in', async () => {
    const journal = new SqliteJournal(file);
    journal.append('a', started);
    await journal.flush();
    breakDisk();
    const failures: UserError[] = [];
    journal.onFailure = (error) => failures.push(error);
    journal.append('a', skipped(1));
    const both = await Promise.allSettled([journal.flush(), journal.flush()]);
    expect(failures).toHaveLength(1);
    const [error] = failures;
    expect(error).toMatchObject({ code: 'JOURNAL_FAILED', hint: expect.any(String) });
    expect(both).toEqual([
      { status: 'rejected', reason: error },
      { status: 'rejected', reason: error },
    ]);
    journal.append('a', skipped(2));
    journal.saveFlow('x', '{}');
    await expect(journal.flush()).rejects.toBe(error);
    expect(failures).toHaveLength(1);
    alter('ALTER TABLE lost RENAME TO fact');
    expect([...journal.read('a')]).toEqual([started]);
    journal.close();
  });

  test('also when nobody waits', async () => {
    const journal = new SqliteJournal(file);
    journal.append('a', started);
    await journal.flush();
    breakDisk();
    const failed = new Promise((resolve) => {
      journal.onFailure = resolve;
    });
    journal.append('a', skipped(1));
    expect(await failed).toMatchObject({ code: 'JOURNAL_FAILED' });
    journal.close();
  });

  test('also when a row is full before anybody commits', async () => {
    const journal = new SqliteJournal(file);
    journal.append('a', started);
    await journal.flush();
    breakDisk();
    const failed = vi.fn();
    journal.onFailure = failed;
    for (let n = 0; n < 600; n++) journal.append('a', skipped(n));
    expect(failed).toHaveBeenCalledOnce();
    journal.close();
  });
});
