import type { Statements } from './run-table.ts';

const DAY = 24 * 60 * 60_000;
/** Milliseconds for which events, and so their delivery ids, are kept. */
const KEEP = 30 * DAY;
/** Milliseconds for which those are kept that did not prove where they come from. */
const KEEP_QUARANTINED = 7 * DAY;
/** Bytes of bodies that are kept in all: the oldest are given up first, their events stay. */
const KEEP_BYTES = 1024 ** 3;
/** The same of quarantined events, which anybody can send. */
const KEEP_QUARANTINED_BYTES = 64 * 1024 ** 2;
/** Rows at a time: other work must get its turn. */
const ROWS = 200;

const QUARANTINED = "state = 'quarantined'";
/** What waits for its run is never given up. */
const SETTLED = "state <> 'received'";

/** Gives up some of what is no longer to be kept; says whether there is more. */
export function sweepEvents(sql: Statements, now: number): boolean {
  const old = (condition: string, keep: number): boolean =>
    remove(sql, `${condition} AND id < ?`, idAt(now - keep)) === ROWS;
  if (old(SETTLED, KEEP) || old(QUARANTINED, KEEP_QUARANTINED)) return true;
  return dropBodies(sql, QUARANTINED, KEEP_QUARANTINED_BYTES) || dropBodies(sql, SETTLED, KEEP_BYTES);
}

/** How ids begin that were given at a time. */
function idAt(time: number): string {
  return `evt_${Math.max(0, time).toString(16).padStart(12, '0')}`;
}

function remove(sql: Statements, condition: string, before: string): number {
  const { changes } = sql
    .get(`DELETE FROM event WHERE id IN (SELECT id FROM event WHERE ${condition} ORDER BY id LIMIT ${ROWS})`)
    .run(before);
  return Number(changes);
}

function dropBodies(sql: Statements, condition: string, keep: number): boolean {
  const kept = sql.get(
    `SELECT coalesce(sum(size), 0) AS bytes FROM event WHERE ${condition} AND body IS NOT NULL`,
  );
  if ((kept.get()?.bytes as number) <= keep) return false;
  sql
    .get(
      `UPDATE event SET body = NULL WHERE id IN (SELECT id FROM event WHERE ${condition} AND body IS NOT NULL ORDER BY id LIMIT ${ROWS})`,
    )
    .run();
  return true;
}
