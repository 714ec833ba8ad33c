import type { RunEntry } from '#contract/api';
import type { ErrorShape } from '#contract/error';
import type { Journal, RunRecord } from '#engine/journal';
import { breathe } from '#engine/run';
import type { FlowFiles } from './flow-files.ts';

/** A run as the history shows it. */
export function runEntry(record: RunRecord, files: FlowFiles): RunEntry {
  const { id, flow, path, trigger, status, startedAt, finishedAt, error, parent } = record;
  return {
    run: id,
    flow: { ...flow, path: files.relative(path) },
    trigger,
    status,
    startedAt,
    finishedAt,
    error,
    parent,
  };
}

/** The whole error of a failed run, from its last fact. */
export async function errorOf(journal: Journal, record: RunRecord): Promise<ErrorShape | undefined> {
  if (record.status !== 'failed') return undefined;
  for (const event of journal.read(record.id)) {
    if (event.type === 'run.finished') return event.error;
    await breathe();
  }
  return undefined;
}
