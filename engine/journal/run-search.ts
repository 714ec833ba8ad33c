import { DatabaseSync } from 'node:sqlite';
import type { RunRecord } from './journal.ts';
import { toRecord } from './run-record.ts';

export interface RunSearchQuery {
  /** Flow id. */
  flow?: string | undefined;
  status?: readonly RunRecord['status'][] | undefined;
  /** Text in the run's data, its error or its id; letters of ASCII match in either case. */
  search?: string | undefined;
  /** Only runs started before this time. */
  before?: number | undefined;
  /** At most so many, and those started in the same millisecond as the last. */
  limit: number;
}

/** How the runs of one flow file went today. */
export interface DayCount {
  path: string;
  runs: number;
  failed: number;
}

/** Milliseconds of searching before other work gets its turn, and before what was found is given. */
const SLICE = 8;
const LONGEST = 5_000;

/**
 * Looks through the history, beside the journal that writes it: what reads here
 * never holds up a commit. Sees what has been committed.
 */
export class RunSearch {
  readonly #db: DatabaseSync;

  /** @param file path of the journal's database */
  constructor(file: string) {
    this.#db = new DatabaseSync(file, { readOnly: true });
  }

  /** Runs that match, newest first. `more`: there are, or may be, others. */
  async find(query: RunSearchQuery): Promise<{ runs: RunRecord[]; more: boolean }> {
    const { where, values } = conditions(query);
    const next = this.#db.prepare(`SELECT * FROM run WHERE n < ? ${where} ORDER BY n DESC LIMIT 100`);
    const runs: RunRecord[] = [];
    const start = performance.now();
    const wanted = query.search === undefined || query.search === '' ? undefined : patternOf(query.search);
    let below = Number.MAX_SAFE_INTEGER;
    for (;;) {
      const rows = next.all(below, ...values);
      for (const row of rows) {
        const record = toRecord(row);
        const matches =
          wanted === undefined ||
          this.#mentions(row, wanted) ||
          (await this.#dataHas(row.n as number, wanted));
        if (!matches) continue;
        // Those of one millisecond stay together: the next page begins before their time.
        if (runs.length >= query.limit && record.startedAt !== runs.at(-1)?.startedAt)
          return { runs, more: true };
        runs.push(record);
      }
      const last = rows.at(-1);
      if (!last || rows.length < 100) return { runs, more: false };
      if (performance.now() - start > LONGEST) return { runs, more: true };
      below = last.n as number;
    }
  }

  /** Runs since a time, counted by the path of their flow. */
  countSince(time: number): DayCount[] {
    return this.#db
      .prepare(
        `SELECT path, count(*) AS runs, sum(status = 'failed') AS failed FROM run
         WHERE started_at >= ? AND path IS NOT NULL GROUP BY path`,
      )
      .all(time)
      .map((row) => ({
        path: row.path as string,
        runs: row.runs as number,
        failed: row.failed as number,
      }));
  }

  /** How the newest run of each flow file went, by path. */
  lastStatus(): Map<string, RunRecord['status']> {
    const rows = this.#db
      .prepare('SELECT path, status, max(n) FROM run WHERE path IS NOT NULL GROUP BY path')
      .all();
    return new Map(rows.map((row) => [row.path as string, row.status as RunRecord['status']]));
  }

  close(): void {
    this.#db.close();
  }

  #mentions(row: Record<string, unknown>, wanted: Pattern): boolean {
    return wanted.plain.test(row.id as string) || wanted.plain.test((row.error as string | null) ?? '');
  }

  /** Whether the facts of a run have the text, looked at row by row. */
  async #dataHas(n: number, { json }: Pattern): Promise<boolean> {
    const next = this.#db.prepare(
      'SELECT seq, events FROM fact WHERE run = ? AND seq > ? ORDER BY seq LIMIT 1',
    );
    let since = performance.now();
    for (let row = next.get(n, -1); row; row = next.get(n, row.seq as number)) {
      if (json.test(row.events as string)) return true;
      if (performance.now() - since < SLICE) continue;
      await new Promise(setImmediate);
      since = performance.now();
    }
    return false;
  }
}

interface Pattern {
  plain: RegExp;
  /** As the text stands inside of a JSON string. */
  json: RegExp;
}

function patternOf(search: string): Pattern {
  const pattern = (text: string): RegExp => new RegExp(text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i');
  return { plain: pattern(search), json: pattern(JSON.stringify(search).slice(1, -1)) };
}

function conditions({ flow, status, before }: RunSearchQuery): {
  where: string;
  values: (string | number)[];
} {
  const parts: string[] = [];
  const values: (string | number)[] = [];
  if (flow !== undefined) {
    parts.push('AND flow_id = ?');
    values.push(flow);
  }
  if (status !== undefined) {
    parts.push(`AND status IN (${status.map(() => '?').join(', ')})`);
    values.push(...status);
  }
  if (before !== undefined) {
    parts.push('AND started_at < ?');
    values.push(before);
  }
  return { where: parts.join(' '), values };
}
