import { closeSync, copyFileSync, existsSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { backup } from 'node:sqlite';
import { UserError } from '#contract/error';
import { lockFolder } from '#engine/journal';
import { countStored, MESSAGE_LIFE } from './messages.ts';
import { openStore, relayFile } from './open-store.ts';

/** What came of restoring. */
export interface Restored {
  devices: number;
  messages: number;
  /** Messages of the backup that a device has had since. */
  handedBefore: number;
}

/**
 * Copies a relay's database as it is at one moment; a running relay goes on.
 *
 * @throws UserError `FILE_EXISTS`, `NO_RELAY`
 */
export async function backUp(dataDir: string, file: string): Promise<void> {
  const db = openStore(relayFile(dataDir), true);
  try {
    if (existsSync(file)) {
      throw new UserError(`${file} is there already.`, {
        code: 'FILE_EXISTS',
        hint: 'Choose another name: a backup is never overwritten.',
      });
    }
    closeSync(openSync(file, 'wx', 0o600));
    await backup(db.raw, file);
  } finally {
    db.close();
  }
}

/**
 * Brings back what a backup has. What is there stays: a message that a device has had since is not
 * handed over again, a device that was revoked since stays revoked, and what arrived since waits on.
 *
 * @throws UserError `NO_FILE`, `RELAY_UNUSABLE`, `DATA_DIR_IN_USE` while the relay runs
 */
export function restore(dataDir: string, file: string, now = Date.now()): Restored {
  if (!existsSync(file)) throw new UserError(`There is no file ${file}.`, { code: 'NO_FILE' });
  const lock = lockFolder(dataDir);
  const db = openStore(relayFile(dataDir));
  // A copy: an older backup is brought up to date, and the backup itself stays what it is.
  const copy = join(dataDir, 'restoring.db');
  try {
    rmSync(copy, { force: true });
    copyFileSync(file, copy);
    openStore(copy).close();
    db.raw.prepare('ATTACH ? AS old').run(copy);
    const count = (sql: string): number => Number(db.raw.prepare(sql).get()?.count ?? 0);
    const restored = db.commit(() => {
      const wanted = `old.message WHERE received_at >= ${now - MESSAGE_LIFE}
        AND EXISTS (SELECT 1 FROM main.device WHERE id = old.message.device AND revoked_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM main.message WHERE id = old.message.id)`;
      const handed = 'EXISTS (SELECT 1 FROM main.known WHERE message = old.message.id AND handed = 1)';
      const newDevices = 'old.device WHERE id NOT IN (SELECT id FROM main.device)';
      const devices = count(`SELECT count(*) AS count FROM ${newDevices}`);
      db.raw.exec(`
        INSERT INTO main.route SELECT * FROM old.route
          WHERE device IN (SELECT id FROM ${newDevices});
        INSERT INTO main.device SELECT * FROM ${newDevices};
        UPDATE main.device SET revoked_at = o.revoked_at FROM old.device o
          WHERE o.id = main.device.id AND main.device.revoked_at IS NULL AND o.revoked_at IS NOT NULL;
      `);
      const handedBefore = count(`SELECT count(*) AS count FROM ${wanted} AND ${handed}`);
      const messages = count(`SELECT count(*) AS count FROM ${wanted} AND NOT ${handed}`);
      db.raw.exec(`
        INSERT INTO main.message (id, device, route, received_at, head, body, size)
          SELECT id, device, route, received_at, head, body, size FROM ${wanted} AND NOT ${handed} ORDER BY n;
        INSERT OR IGNORE INTO main.known SELECT * FROM old.known
          WHERE handed = 1 OR message IN (SELECT id FROM main.message);
      `);
      return { devices, messages, handedBefore };
    });
    db.raw.exec('DETACH old');
    countStored(db);
    return restored;
  } finally {
    db.close();
    lock.release();
    for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true });
  }
}
