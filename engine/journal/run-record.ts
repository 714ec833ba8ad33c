import type { RunRecord } from './journal.ts';

/** A row of the table of runs. */
export function toRecord(row: Record<string, unknown>): RunRecord {
  return {
    id: row.id as string,
    flow: { id: row.flow_id as string, name: row.flow_name as string, hash: row.flow_hash as string },
    path: (row.path as string | null) ?? undefined,
    trigger: row.trigger_node as string,
    parent: row.parent === null ? undefined : JSON.parse(row.parent as string),
    status: row.status as RunRecord['status'],
    startedAt: row.started_at as number,
    finishedAt: (row.finished_at as number | null) ?? undefined,
    error: (row.error as string | null) ?? undefined,
  };
}
