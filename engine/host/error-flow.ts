import { createHash } from 'node:crypto';
import type { ErrorShape } from '#contract/error';
import type { Item } from '#contract/node';
import type { RunEvent, RunStarted } from '#contract/run';
import type { Journal, RunRecord } from '#engine/journal';
import type { RunHandle } from './run-handle.ts';

/** A run that failed and whose flow names an error flow. */
export interface Failure {
  start: RunStarted;
  error: ErrorShape | undefined;
  /** The first item of the failed run's trigger. */
  trigger: Item | undefined;
  /** As the failed flow writes it: path or id. */
  errorFlow: string;
}

/** The run of a failed run's error flow has the same id however often it is asked for, so that it starts once. */
export function errorRunId(failed: string): string {
  return `run_${createHash('sha256').update(`${failed}/onFailure`).digest('hex').slice(0, 20)}`;
}

/** The failure of a run that has just ended. */
export function failureOf(handle: RunHandle, errorFlow: string, journal: Journal): Failure | undefined {
  const { start, error, root } = handle.state;
  if (!start) return undefined;
  // The run may have let its first item go long ago; where there is a journal it is there.
  const held = root.steps.find((step) => step?.key === start.trigger)?.outputs.get('out')?.list;
  return { start, error, trigger: firstItem(journal.read(start.run), start) ?? held?.at(0), errorFlow };
}

/** What a failed run of the past owes; undefined where it owes nothing. */
export function readFailure(journal: Journal, record: RunRecord): Failure | undefined {
  let start: RunStarted | undefined;
  let trigger: Item | undefined;
  for (const event of journal.read(record.id)) {
    if (event.type === 'run.started') start = event;
    else if (event.type === 'run.finished' && start && event.errorFlow !== undefined) {
      return { start, error: event.error, trigger, errorFlow: event.errorFlow };
    } else if (start) trigger ??= itemFrom(event, start);
  }
  return undefined;
}

/** The item that the error flow starts with. */
export function failureItem({ start, error, trigger }: Failure): Item {
  const { id, name } = start.flow;
  return {
    json: {
      flow: { id, name, path: start.path ?? null },
      run: start.run,
      step: error?.step ?? null,
      error: error ?? null,
      trigger: trigger?.json ?? null,
    },
  };
}

function firstItem(facts: Iterable<RunEvent>, start: RunStarted): Item | undefined {
  for (const event of facts) {
    const item = itemFrom(event, start);
    if (item) return item;
    if (event.type === 'step.succeeded') return undefined;
  }
  return undefined;
}

function itemFrom(event: RunEvent, { trigger }: RunStarted): Item | undefined {
  if (event.type !== 'step.succeeded' && event.type !== 'step.checkpoint') return undefined;
  const out = event.step === trigger ? event.out?.out : undefined;
  return out && 'items' in out ? out.items[0] : undefined;
}
