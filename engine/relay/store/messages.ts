import { randomBytes } from 'node:crypto';
import { type CallHeadOnWire, packCall } from '#engine/relay-link';
import type { Destination } from './devices.ts';
import { GroupCommit } from './group-commit.ts';
import type { RelayDatabase } from './open-store.ts';

/** A call that waits for its device. */
export interface Message {
  /** Its place among those that wait; says nothing that would outlive a session. */
  n: number;
  id: string;
  receivedAt: number;
  /** Undefined where it is sealed: then it is in `body`. */
  head: CallHeadOnWire | undefined;
  body: Buffer;
}

export interface ArrivedCall {
  /** See `newMessageId`. */
  id: string;
  receivedAt: number;
  head: CallHeadOnWire;
  body: Buffer;
  /** See `identityOf`. */
  identity: Buffer | undefined;
}

const DAY = 24 * 60 * 60_000;
/** Milliseconds that a message waits for its device. */
export const MESSAGE_LIFE = 7 * DAY;
/** Milliseconds that it is known which messages there were. */
export const ID_LIFE = 30 * DAY;
/** Rows given up in one transaction. */
const SWEEP = 500;

/** Random: a relay that is restored from a backup never gives an id to another message. */
export function newMessageId(): string {
  return `msg_${randomBytes(16).toString('hex')}`;
}

/** The messages of all devices. */
export class Messages {
  readonly #db: RelayDatabase;
  readonly group: GroupCommit;

  constructor(db: RelayDatabase) {
    this.#db = db;
    this.group = new GroupCommit(db);
    countStored(db);
  }

  /**
   * Takes a call in; resolves when it is on disk. A delivery that is known already is not
   * stored again.
   */
  add({ device, sealKey, route }: Destination, call: ArrivedCall): Promise<{ id: string; isNew: boolean }> {
    const { id, receivedAt, identity } = call;
    const about = { device, id, receivedAt };
    const sealed = sealKey === undefined ? undefined : packCall(sealKey, call.head, call.body, about);
    const body = sealed ?? call.body;
    const head = sealed ? null : JSON.stringify(call.head);
    const size = body.byteLength + (head?.length ?? 0);
    return this.group.add(() => {
      if (identity) {
        const known = this.#db
          .sql('SELECT message FROM known WHERE device = ? AND identity = ?')
          .get(device, identity);
        if (known) return { id: known.message as string, isNew: false };
        this.#db
          .sql('INSERT INTO known (message, device, identity, at, handed) VALUES (?, ?, ?, ?, 0)')
          .run(id, device, identity, receivedAt);
      }
      this.#db
        .sql(
          'INSERT INTO message (id, device, route, received_at, head, body, size) VALUES (?, ?, ?, ?, ?, ?, ?)',
        )
        .run(id, device, route, receivedAt, head, body, size);
      this.#count(device, 1, size);
      return { id, isNew: true };
    });
  }

  /** Those of a device behind a place, oldest first. */
  after(device: string, n: number, limit: number): Message[] {
    return this.#db
      .sql('SELECT n, id, received_at, head, body FROM message WHERE device = ? AND n > ? ORDER BY n LIMIT ?')
      .all(device, n, limit)
      .map(toMessage);
  }

  find(device: string, id: string): Message | undefined {
    const row = this.#db
      .sql('SELECT n, id, received_at, head, body FROM message WHERE id = ? AND device = ?')
      .get(id, device);
    return row && toMessage(row);
  }

  /** The device has it. Resolves when that is on disk, with whether it was waiting. */
  acknowledge(device: string, id: string): Promise<boolean> {
    return this.group.add(() => {
      const row = this.#db
        .sql('DELETE FROM message WHERE id = ? AND device = ? RETURNING size, received_at')
        .get(id, device);
      if (!row) return false;
      this.#db
        .sql(
          `INSERT INTO known (message, device, at, handed) VALUES (?, ?, ?, 1)
           ON CONFLICT (message) DO UPDATE SET handed = 1`,
        )
        .run(id, device, row.received_at as number);
      this.#count(device, -1, -(row.size as number));
      return true;
    });
  }

  /** Gives up what is too old, a little at a time; says whether there is more to do. */
  sweep(now: number): { expired: number; more: boolean } {
    return this.#db.commit(() => {
      const expired = this.#db
        .sql(
          `DELETE FROM message WHERE n IN (SELECT n FROM message WHERE received_at < ? LIMIT ${SWEEP})
           RETURNING id, device, size`,
        )
        .all(now - MESSAGE_LIFE);
      for (const { id, device, size } of expired) {
        // Sent again, it is taken in again.
        this.#db.sql('DELETE FROM known WHERE message = ?').run(id as string);
        this.#count(device as string, -1, -(size as number));
      }
      const { changes } = this.#db
        .sql(`DELETE FROM known WHERE message IN (SELECT message FROM known WHERE at < ? LIMIT ${SWEEP})`)
        .run(now - ID_LIFE);
      return { expired: expired.length, more: expired.length === SWEEP || changes === SWEEP };
    });
  }

  /** All that wait, and since when the oldest does. */
  waiting(): { count: number; bytes: number; oldest: number | undefined } {
    const row = this.#db
      .sql('SELECT sum(stored_count) AS count, sum(stored_bytes) AS bytes FROM device')
      .get();
    const oldest = this.#db.sql('SELECT min(received_at) AS at FROM message').get()?.at;
    return {
      count: Number(row?.count ?? 0),
      bytes: Number(row?.bytes ?? 0),
      oldest: (oldest as number | null | undefined) ?? undefined,
    };
  }

  #count(device: string, messages: number, bytes: number): void {
    this.#db
      .sql('UPDATE device SET stored_count = stored_count + ?, stored_bytes = stored_bytes + ? WHERE id = ?')
      .run(messages, bytes, device);
  }
}

/** Counts anew what the counters of devices say. */
export function countStored(db: RelayDatabase): void {
  db.commit(() =>
    db.raw.exec(
      `UPDATE device SET
         stored_count = (SELECT count(*) FROM message WHERE message.device = device.id),
         stored_bytes = (SELECT coalesce(sum(size), 0) FROM message WHERE message.device = device.id)`,
    ),
  );
}

function toMessage(row: Record<string, unknown>): Message {
  const body = row.body as Uint8Array;
  return {
    n: row.n as number,
    id: row.id as string,
    receivedAt: row.received_at as number,
    head: row.head === null ? undefined : JSON.parse(row.head as string),
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
  };
}
