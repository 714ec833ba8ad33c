import { createHash, randomBytes } from 'node:crypto';
import type { PairRequest, RelayRoute } from '#engine/relay-link';
import type { RelayDatabase } from './open-store.ts';

/** A machine that a relay takes calls for. */
export interface Device {
  id: string;
  /** First part of the path of its public addresses: 128 random bits. */
  mailbox: string;
  name: string;
  sealKey: string | undefined;
  /** Milliseconds since 1970. */
  pairedAt: number;
  seenAt: number | undefined;
  revokedAt: number | undefined;
  /** Messages that wait, and their bytes. */
  storedCount: number;
  storedBytes: number;
}

/** Where a call goes. */
export interface Destination {
  device: string;
  sealKey: string | undefined;
  route: string;
  answer: RelayRoute['answer'];
  maxBody: number;
  storedCount: number;
  storedBytes: number;
}

const COLUMNS = 'id, mailbox, name, seal_key, paired_at, seen_at, revoked_at, stored_count, stored_bytes';
/** Without letters that are taken for others. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 12;
/** Milliseconds in which a pairing code can be used. */
export const CODE_LIFE = 15 * 60_000;

/** The devices of a relay, their addresses and keys. */
export class Devices {
  readonly #db: RelayDatabase;

  constructor(db: RelayDatabase) {
    this.#db = db;
  }

  /** A code with which one device can be paired; only its hash is kept. */
  newCode(now = Date.now()): { code: string; expiresAt: number } {
    // 58 bits, and guesses are limited to a few a minute.
    const code = Array.from(randomBytes(CODE_LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
    const expiresAt = now + CODE_LIFE;
    this.#db.commit(() => {
      this.#db.sql('DELETE FROM pairing_code WHERE expires_at < ?').run(now);
      this.#db
        .sql('INSERT INTO pairing_code (hash, expires_at) VALUES (?, ?)')
        .run(codeHash(code), expiresAt);
    });
    return { code: code.replace(/(.{4})(?=.)/g, '$1-'), expiresAt };
  }

  /** Uses a code up; undefined where it is not valid. */
  pair({ code, name, keyHash, sealKey }: PairRequest, now = Date.now()): Device | undefined {
    return this.#db.commit(() => {
      const used = this.#db
        .sql('DELETE FROM pairing_code WHERE hash = ? AND expires_at >= ?')
        .run(codeHash(code), now);
      if (used.changes === 0) return undefined;
      const id = `dev_${randomBytes(12).toString('hex')}`;
      this.#db
        .sql(
          'INSERT INTO device (id, mailbox, name, key_hash, seal_key, paired_at) VALUES (?, ?, ?, ?, ?, ?)',
        )
        .run(id, randomBytes(16).toString('hex'), name, keyHash, sealKey ?? null, now);
      return this.find(id);
    });
  }

  /** Newest first. */
  list(): Device[] {
    return this.#db.sql(`SELECT ${COLUMNS} FROM device ORDER BY paired_at DESC`).all().map(toDevice);
  }

  find(id: string): Device | undefined {
    const row = this.#db.sql(`SELECT ${COLUMNS} FROM device WHERE id = ?`).get(id);
    return row && toDevice(row);
  }

  /** The device that has a key; undefined where none has, or it has been revoked. */
  byKey(key: string): Device | undefined {
    const hash = keyHashOf(key);
    const row = this.#db
      .sql(`SELECT ${COLUMNS} FROM device WHERE (key_hash = ? OR old_key_hash = ?) AND revoked_at IS NULL`)
      .get(hash, hash);
    return row && toDevice(row);
  }

  /** A device has come with a key: one that it took the place of is no longer valid. */
  seen(id: string, key: string, now = Date.now()): void {
    this.#db.commit(() => {
      this.#db.sql('UPDATE device SET seen_at = ? WHERE id = ?').run(now, id);
      this.#db
        .sql('UPDATE device SET old_key_hash = NULL WHERE id = ? AND key_hash = ?')
        .run(id, keyHashOf(key));
    });
  }

  /** The old key stays valid until the new one has been used: the news of it may get lost. */
  rotate(id: string, keyHash: string): void {
    this.#db.commit(() =>
      this.#db
        .sql('UPDATE device SET old_key_hash = key_hash, key_hash = ? WHERE id = ? AND key_hash <> ?')
        .run(keyHash, id, keyHash),
    );
  }

  /** Says whether there is such a device. What waits for it is deleted: nobody may read it any more. */
  revoke(id: string, now = Date.now()): boolean {
    return this.#db.commit(() => {
      const { changes } = this.#db
        .sql(
          'UPDATE device SET revoked_at = coalesce(revoked_at, ?), stored_count = 0, stored_bytes = 0 WHERE id = ?',
        )
        .run(now, id);
      for (const table of ['message', 'known', 'route']) {
        this.#db.sql(`DELETE FROM ${table} WHERE device = ?`).run(id);
      }
      return changes > 0;
    });
  }

  /** The addresses of a device that take calls, all of them. */
  setRoutes(device: string, routes: readonly RelayRoute[]): void {
    this.#db.commit(() => {
      this.#db.sql('DELETE FROM route WHERE device = ?').run(device);
      const insert = this.#db.sql(
        'INSERT OR REPLACE INTO route (device, id, answer, max_body) VALUES (?, ?, ?, ?)',
      );
      for (const { id, answer, maxBody } of routes) insert.run(device, id, answer, maxBody);
    });
  }

  destination(mailbox: string, route: string): Destination | undefined {
    const row = this.#db
      .sql(
        `SELECT device.id AS device, seal_key, route.id AS route, answer, max_body, stored_count, stored_bytes
         FROM device JOIN route ON route.device = device.id
         WHERE mailbox = ? AND route.id = ? AND revoked_at IS NULL`,
      )
      .get(mailbox, route);
    return (
      row && {
        device: row.device as string,
        sealKey: (row.seal_key as string | null) ?? undefined,
        route: row.route as string,
        answer: row.answer as RelayRoute['answer'],
        maxBody: row.max_body as number,
        storedCount: row.stored_count as number,
        storedBytes: row.stored_bytes as number,
      }
    );
  }
}

export function keyHashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** However it is typed: with or without dashes, in small letters. */
function codeHash(code: string): string {
  return keyHashOf(code.toUpperCase().replace(/[^A-Z0-9]/g, ''));
}

function toDevice(row: Record<string, unknown>): Device {
  return {
    id: row.id as string,
    mailbox: row.mailbox as string,
    name: row.name as string,
    sealKey: (row.seal_key as string | null) ?? undefined,
    pairedAt: row.paired_at as number,
    seenAt: (row.seen_at as number | null) ?? undefined,
    revokedAt: (row.revoked_at as number | null) ?? undefined,
    storedCount: row.stored_count as number,
    storedBytes: row.stored_bytes as number,
  };
}
