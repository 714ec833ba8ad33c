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
  RefusedCount,
} from './inbox.ts';
import { sweepEvents } from './inbox-sweep.ts';
import type { Statements } from './run-table.ts';

/** Random digits of an id, 96 bits. */
const DIGITS = 24;
/** Longer delivery ids are known by their hash. */
const LONGEST_KEY = 200;
/** Everything about an event but its body. */
const COLUMNS =
  'id, hook, state, received_at, method, url, headers, remote, size, key, reason, of_event, repeats';

/** The inbox in the journal's database. */
export class InboxTable implements Inbox {
  readonly #sql: Statements;
  readonly #take: <T>(act: () => T) => T;
  /** Events taken in since the last commit, by id: most of them have started before the next one. */
  #fresh = new Map<string, FreshEvent>();
  /** Those of them that have a delivery id, by hook and id. */
  #freshKeys = new Map<string, FreshEvent>();
  readonly #ids = new EventIds();

  /** @param take runs what changes something as part of the journal's open transaction */
  constructor(statements: Statements, take: <T>(act: () => T) => T) {
    this.#sql = statements;
    this.#take = take;
  }

  hook(flow: string, node: string): HookRecord {
    const find = this.#sql.get('SELECT * FROM hook WHERE flow = ? AND node = ?');
    const known = find.get(flow, node);
    if (known) return toHook(known);
    return this.#take(() => {
      this.#sql
        .get('INSERT INTO hook (flow, node, id, test_id) VALUES (?, ?, ?, ?)')
        .run(flow, node, randomBytes(16).toString('hex'), randomBytes(16).toString('hex'));
      return toHook(find.get(flow, node) ?? {});
    });
  }

  hooks(): HookRecord[] {
    return this.#sql.get('SELECT * FROM hook').all().map(toHook);
  }

  add(hook: number, call: ReceivedCall, options: AddOptions): Added {
    const key = options.key === undefined ? null : shortKey(options.key);
    const bodyHash = key === null ? null : hashOf(call.body);
    return this.#take(() => {
      const earlier = key === null ? undefined : this.#byKey(hook, key);
      if (!earlier) return { is: 'new', id: this.#insert({ hook, call, ...options, key, bodyHash }) };
      const of = toEvent(earlier);
      const sameBody = bodyHash?.equals(earlier.body_hash as Uint8Array) ?? false;
      if (sameBody) this.#sql.get('UPDATE event SET repeats = repeats + 1 WHERE id = ?').run(of.id);
      else {
        const reason = 'The delivery id is that of an earlier event, but the content differs.';
        // The id stays with the first: a second row of it there cannot be.
        this.#insert({ hook, call, state: 'repeated', reason, of: of.id, key: null, bodyHash: null });
      }
      return { is: 'repeat', of, sameBody };
    });
  }

  again(id: string): string | undefined {
    const event = this.find(id);
    const body = this.body(id);
    if (!event || !body) return undefined;
    const about = { state: 'received', of: id, key: null, bodyHash: null } as const;
    return this.#take(() => this.#insert({ hook: event.hook, call: { ...event, body }, ...about }));
  }

  bury(id: string, reason: string): void {
    const update = this.#sql.get(
      "UPDATE event SET state = 'dead', reason = ? WHERE id = ? AND state = 'received'",
    );
    this.#take(() => {
      this.write();
      update.run(reason, id);
    });
  }

  /** The run of an event has begun; part of the transaction that says so. */
  started(id: string): void {
    const fresh = this.#fresh.get(id);
    if (fresh) fresh.state = 'started';
    else this.#sql.get("UPDATE event SET state = 'started' WHERE id = ?").run(id);
  }

  waiting(hooks: readonly number[], limit: number): EventRecord[] {
    this.write();
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
    this.write();
    const row = this.#sql.get(`SELECT ${COLUMNS} FROM event WHERE id = ?`).get(id);
    return row && toEvent(row);
  }

  body(id: string): Uint8Array | undefined {
    this.write();
    const row = this.#sql.get('SELECT body FROM event WHERE id = ?').get(id);
    return (row?.body as Uint8Array | null | undefined) ?? undefined;
  }

  list({ hooks, states, before, limit }: EventQuery): EventRecord[] {
    this.write();
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

  refused(since: number): RefusedCount[] {
    this.write();
    const rows = this.#sql
      .get(
        `SELECT hook, sum(state = 'quarantined') AS quarantined, sum(state = 'dead') AS dead FROM event
         WHERE state IN ('quarantined', 'dead') AND received_at >= ? GROUP BY hook`,
      )
      .all(since);
    return rows.map(({ hook, quarantined, dead }) => ({ hook, quarantined, dead }) as RefusedCount);
  }

  sweep(now: number): boolean {
    return this.#take(() => {
      this.write();
      return sweepEvents(this.#sql, now);
    });
  }

  /** Writes the rows of new events; before anything else looks at the table. */
  write(): void {
    if (this.#fresh.size === 0) return;
    const insert = this.#sql.get(
      `INSERT INTO event (id, hook, state, received_at, method, url, headers, remote, size, body, body_hash, key, reason, of_event)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    for (const { id, hook, call, state, bodyHash, key, reason = null, of = null } of this.#fresh.values()) {
      const { receivedAt, method, url, remote, body } = call;
      const headers = JSON.stringify(call.headers);
      const size = body.byteLength;
      insert.run(
        id,
        hook,
        state,
        receivedAt,
        method,
        url,
        headers,
        remote,
        size,
        body,
        bodyHash,
        key,
        reason,
        of,
      );
    }
    this.drop();
  }

  /** Forgets what has not been written. */
  drop(): void {
    // See RunTable.
    this.#fresh = new Map();
    this.#freshKeys = new Map();
  }

  #byKey(hook: number, key: string): Record<string, unknown> | undefined {
    if (this.#freshKeys.has(`${hook} ${key}`)) this.write();
    return this.#sql.get(`SELECT ${COLUMNS}, body_hash FROM event WHERE hook = ? AND key = ?`).get(hook, key);
  }

  #insert(about: Omit<FreshEvent, 'id'>): string {
    const event = { ...about, id: this.#ids.next() };
    this.#fresh.set(event.id, event);
    if (event.key !== null) this.#freshKeys.set(`${event.hook} ${event.key}`, event);
    return event.id;
  }
}

/** An event whose row has not been written. */
interface FreshEvent {
  id: string;
  hook: number;
  call: ReceivedCall;
  state: EventState;
  key: string | null;
  bodyHash: Buffer | null;
  reason?: string | undefined;
  of?: string | undefined;
}

/** Ids ascend, so that rows are appended and never sorted in; 96 random bits follow, so that nobody guesses one. */
class EventIds {
  #time = 0;
  /** Of this millisecond. */
  #count = 0;
  /** Random digits in stock: asking the system for each id alone costs as much as writing the event. */
  #stock = '';
  #used = 0;

  next(): string {
    const now = Date.now();
    if (now > this.#time) [this.#time, this.#count] = [now, 0];
    else if (++this.#count > 0xffff) [this.#time, this.#count] = [this.#time + 1, 0];
    if (this.#used >= this.#stock.length) {
      this.#stock = randomBytes((DIGITS / 2) * 64).toString('hex');
      this.#used = 0;
    }
    const random = this.#stock.slice(this.#used, this.#used + DIGITS);
    this.#used += DIGITS;
    return `evt_${hex(this.#time, 12)}${hex(this.#count, 4)}${random}`;
  }
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
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
