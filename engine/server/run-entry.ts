import type { RunEntry } from '#contract/api';
import type { ErrorShape } from '#contract/error';
import type { Journal, RunRecord } from '#engine/journal';
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

/** Facts read before other work gets its turn. */
const SLICE = 500;

/** The whole error of a failed run, from its last fact. */
export async function errorOf(journal: Journal, record: RunRecord): Promise<ErrorShape | undefined> {
  if (record.status !== 'failed') return undefined;
  let seq = 0;
  for (const event of journal.read(record.id)) {
    if (event.type === 'run.finished') return event.error;
    if (++seq % SLICE === 0) await new Promise(setImmediate);
  }
  return undefined;
}
