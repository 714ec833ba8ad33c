import { createHash, randomBytes } from 'node:crypto';
import type {
  Added,
  AddOptions,
  EventQuery,
  EventRecord,
  EventState,
  HookRecord,
  Inbox,
  ReceivedCall,
} from './inbox.ts';
import { sweepEvents } from './inbox-sweep.ts';
import type { Statements } from './run-table.ts';

/** Longer delivery ids are known by their hash. */
const LONGEST_KEY = 200;
/** Everything about an event but its body. */
const COLUMNS =
  'id, hook, state, received_at, method, url, headers, remote, size, key, reason, of_event, repeats';

/** The inbox in the journal's database. */
export class InboxTable implements Inbox {
  readonly #sql: Statements;
  readonly #write: <T>(act: () => T) => T;
  #lastTime = 0;

  /** @param write runs what changes something as part of the journal's open transaction */
  constructor(statements: Statements, write: <T>(act: () => T) => T) {
    this.#sql = statements;
    this.#write = write;
  }

  hook(flow: string, node: string): HookRecord {
    const find = this.#sql.get('SELECT * FROM hook WHERE flow = ? AND node = ?');
    const known = find.get(flow, node);
    if (known) return toHook(known);
    return this.#write(() => {
      this.#sql
        .get('INSERT INTO hook (flow, node, id, test_id) VALUES (?, ?, ?, ?)')
        .run(flow, node, randomBytes(16).toString('hex'), randomBytes(16).toString('hex'));
      return toHook(find.get(flow, node) ?? {});
    });
  }

  hooks(flow?: string): HookRecord[] {
    const rows =
      flow === undefined
        ? this.#sql.get('SELECT * FROM hook').all()
        : this.#sql.get('SELECT * FROM hook WHERE flow = ?').all(flow);
    return rows.map(toHook);
  }

  add(hook: number, call: ReceivedCall, options: AddOptions): Added {
    const key = options.key === undefined ? null : shortKey(options.key);
    const bodyHash = key === null ? null : hashOf(call.body);
    return this.#write(() => {
      const earlier = key === null ? undefined : this.#byKey(hook, key);
      if (!earlier) return { is: 'new', id: this.#insert(hook, call, { ...options, key, bodyHash }) };
      const of = toEvent(earlier);
      const sameBody = bodyHash?.equals(earlier.body_hash as Uint8Array) ?? false;
      if (sameBody) this.#sql.get('UPDATE event SET repeats = repeats + 1 WHERE id = ?').run(of.id);
      else {
        const reason = 'The delivery id is that of an earlier event, but the content differs.';
        // The id stays with the first: a second row of it there cannot be.
        this.#insert(hook, call, { state: 'repeated', reason, of: of.id, key: null, bodyHash: null });
      }
      return { is: 'repeat', of, sameBody };
    });
  }

  bury(id: string, reason: string): void {
    const update = this.#sql.get(
      "UPDATE event SET state = 'dead', reason = ? WHERE id = ? AND state = 'received'",
    );
    this.#write(() => update.run(reason, id));
  }

  /** The run of an event has begun; part of the transaction that says so. */
  started(id: string): void {
    this.#sql.get("UPDATE event SET state = 'started' WHERE id = ?").run(id);
  }

  waiting(hooks: readonly number[], limit: number): EventRecord[] {
    const list = JSON.stringify(hooks);
    return this.#sql
      .get(
        `SELECT ${COLUMNS} FROM event
         WHERE state = 'received' AND hook IN (SELECT value FROM json_each(?)) ORDER BY n LIMIT ?`,
      )
      .all(list, limit)
      .map(toEvent);
  }

  find(id: string): EventRecord | undefined {
    const row = this.#sql.get(`SELECT ${COLUMNS} FROM event WHERE id = ?`).get(id);
    return row && toEvent(row);
  }

  body(id: string): Uint8Array | undefined {
    const row = this.#sql.get('SELECT body FROM event WHERE id = ?').get(id);
    return (row?.body as Uint8Array | null | undefined) ?? undefined;
  }

  list({ hooks, states, before, limit }: EventQuery): EventRecord[] {
    const conditions = ['id < ?'];
    const values: (string | number)[] = [before ?? 'evt_g'];
    for (const [column, wanted] of [
      ['hook', hooks],
      ['state', states],
    ] as const) {
      if (!wanted) continue;
      conditions.push(`${column} IN (${wanted.map(() => '?').join(', ')})`);
      values.push(...wanted);
    }
    const where = conditions.join(' AND ');
    return this.#sql
      .get(`SELECT ${COLUMNS} FROM event WHERE ${where} ORDER BY id DESC LIMIT ?`)
      .all(...values, limit)
      .map(toEvent);
  }

  sweep(now: number): boolean {
    return this.#write(() => sweepEvents(this.#sql, now));
  }

  #byKey(hook: number, key: string): Record<string, unknown> | undefined {
    return this.#sql.get(`SELECT ${COLUMNS}, body_hash FROM event WHERE hook = ? AND key = ?`).get(hook, key);
  }

  #insert(
    hook: number,
    call: ReceivedCall,
    about: {
      state: EventState;
      key: string | null;
      bodyHash: Buffer | null;
      reason?: string | undefined;
      of?: string | undefined;
    },
  ): string {
    const id = this.#newId();
    this.#sql
      .get(
        `INSERT INTO event (id, hook, state, received_at, method, url, headers, remote, size, body, body_hash, key, reason, of_event)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        id,
        hook,
        about.state,
        call.receivedAt,
        call.method,
        call.url,
        JSON.stringify(call.headers),
        call.remote,
        call.body.byteLength,
        call.body,
        about.bodyHash,
        about.key,
        about.reason ?? null,
        about.of ?? null,
      );
    return id;
  }

  /** Ids ascend, so that rows are appended and never sorted in; 96 random bits follow, so that nobody guesses one. */
  #newId(): string {
    this.#lastTime = Math.max(Date.now(), this.#lastTime);
    return `evt_${this.#lastTime.toString(16).padStart(12, '0')}${randomBytes(12).toString('hex')}`;
  }
}

function toHook(row: Record<string, unknown>): HookRecord {
  const { n, flow, node, id, test_id: testId } = row;
  return { n, flow, node, id, testId } as HookRecord;
}

function toEvent(row: Record<string, unknown>): EventRecord {
  return {
    id: row.id as string,
    hook: row.hook as number,
    state: row.state as EventState,
    receivedAt: row.received_at as number,
    method: row.method as string,
    url: row.url as string,
    headers: JSON.parse(row.headers as string),
    remote: row.remote as string,
    size: row.size as number,
    key: (row.key as string | null) ?? undefined,
    reason: (row.reason as string | null) ?? undefined,
    of: (row.of_event as string | null) ?? undefined,
    repeats: row.repeats as number,
  };
}

function shortKey(key: string): string {
  return key.length <= LONGEST_KEY ? key : `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

function hashOf(body: Uint8Array): Buffer {
  return createHash('sha256').update(body).digest();
}
