import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseFlow } from '#contract/flow';
import type { Catalogue } from '#contract/node';
import { apply, memoryLists, newRunState, openScopes, type RunState } from '#contract/run';
import { type Journal, type RunRecord, SqliteJournal } from '#engine/journal';
import { compileFlow, type RunListener } from '#engine/run';
import { describeWait, type RunResult, type WaitReport } from './run-handle.ts';
import { runOutputs } from './run-outputs.ts';
import { StepReports } from './step-reports.ts';
import type { WaitLinks } from './wait-links.ts';

/** The runs of a data directory, newest first; also while an engine has it. */
export function listRuns(dataDir: string, limit = 100): RunRecord[] {
  return withJournal(dataDir, (journal) => journal.runs({ limit })) ?? [];
}

/**
 * A past or present run with its steps, from its journal.
 *
 * @param links gives waiting steps the addresses at which they are answered
 */
export function readRun(
  dataDir: string,
  id: string,
  catalogue: Catalogue,
  links?: WaitLinks,
): { record: RunRecord; result: RunResult } | undefined {
  return withJournal(dataDir, (journal) => {
    const reports = new StepReports();
    const folded = foldRun(journal, id, catalogue, reports.listener);
    if (!folded) return undefined;
    const { record, state } = folded;
    const status = record.status === 'running' ? 'waiting' : record.status;
    const outputs = runOutputs(state);
    const error = state.error ? { error: state.error } : {};
    const open = status === 'waiting' ? [...openScopes(state.root)] : [];
    const waiting = open
      .flatMap(({ steps }) => steps.filter((step) => step !== undefined))
      .filter(({ status: is }) => is === 'waiting')
      .map((step) => withLink(describeWait(step), id, links));
    const waits = waiting.length > 0 ? { waiting } : {};
    return { record, result: { run: id, status, outputs, ...error, steps: reports.all(), ...waits } };
  });
}

/** Folds the facts of a run; undefined where the run, or what its flow needs, is not there. */
export function foldRun(
  journal: Journal,
  id: string,
  catalogue: Catalogue,
  listener?: RunListener,
): { record: RunRecord; state: RunState } | undefined {
  const record = journal.run(id);
  const { flow } = parseFlow(journal.flow(record?.flow.hash ?? '') ?? '');
  const compiled = flow && compileFlow(flow, catalogue).compiled;
  if (!record || !compiled) return undefined;
  const { graph } = compiled;
  const state = newRunState({ graph, lists: memoryLists, retain: 'all', parallelBranches: false });
  for (const event of journal.read(id)) {
    const step = apply(state, event);
    listener?.(event, step, state);
  }
  return { record, state };
}

function withLink(wait: WaitReport, run: string, links: WaitLinks | undefined): WaitReport {
  const answerable = wait.for === 'approval' || wait.for === 'call';
  const link = answerable ? links?.linkOf({ run, step: wait.step }) : undefined;
  return link === undefined ? wait : { ...wait, link };
}

function withJournal<T>(dataDir: string, read: (journal: SqliteJournal) => T): T | undefined {
  const file = join(dataDir, 'journal.db');
  if (!existsSync(file)) return undefined;
  const journal = new SqliteJournal(file, { readOnly: true });
  try {
    return read(journal);
  } finally {
    journal.close();
  }
}
