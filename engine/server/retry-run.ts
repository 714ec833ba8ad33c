import { createHash } from 'node:crypto';
import { UserError } from '#contract/error';
import type { RunEvent, RunStarted } from '#contract/run';
import { newRunId, type RunHandle, retryFacts } from '#engine/host';
import type { RunRecord } from '#engine/journal';
import { breathe, type CompiledFlow, checkText } from '#engine/run';
import type { App } from './app.ts';
import { needsTrust } from './start-run.ts';

export interface RetryRequest {
  /** Key of the step to retry from; default what failed and whatever had not ended. */
  step: string | undefined;
  /** Of the container `step` only iterations that failed or had not ended go again. */
  failedIterations: boolean;
  /** The version of the flow that ran, or the file as it is now. */
  version: 'same' | 'current';
}

interface Version {
  text: string;
  compiled: CompiledFlow;
  trust: boolean;
}

/**
 * Starts a new run from a step of an ended one.
 *
 * @returns the new run's id
 * @throws UserError `CANNOT_RETRY` with the reason
 */
export async function retryRun(app: App, record: RunRecord, request: RetryRequest): Promise<string> {
  if (record.finishedAt === undefined)
    throw cannot('it has not ended yet', 'Cancel it, or wait for its end.');
  return (await takeUpFrom(app, record, request)).id;
}

/**
 * Starts a new run from a step of one that has ended, or in which nothing new begins.
 *
 * @param changes of its first fact, and facts that follow on those it takes over
 */
export async function takeUpFrom(
  app: App,
  record: RunRecord,
  request: RetryRequest,
  changes: { start?: Partial<RunStarted>; facts?(now: CompiledFlow): readonly RunEvent[] } = {},
): Promise<RunHandle> {
  const { journal } = app.engine;
  const start = startOf(app, record);
  const old = oldVersion(app, record, start);
  const now = request.version === 'same' ? old : await currentVersion(app, record);
  const take = await retryFacts(
    journal.read(record.id),
    { old: old.compiled.graph, now: now.compiled.graph },
    request,
  );
  const { id, name } = now.compiled.flow;
  const more = changes.facts?.(now.compiled) ?? [];
  // A retry of a node that ran by itself runs all of what comes after it, and nobody debugs it.
  const { only: _, debug: __, ...begin } = start;
  const next: RunStarted = {
    ...begin,
    at: Date.now(),
    run: newRunId(),
    flow: { id, name, hash: createHash('sha256').update(now.text).digest('hex') },
    trust: now.trust,
    parent: { run: record.id, retry: true },
    ...changes.start,
  };
  const handle = await app.engine.startFrom(next, taken(journal.read(record.id), take, more), now.text);
  await journal.flush();
  return handle;
}

/** What is taken over; what is left out must not keep others waiting either. */
export async function* taken(
  facts: Iterable<RunEvent>,
  take: (event: RunEvent) => RunEvent | undefined,
  more: readonly RunEvent[] = [],
): AsyncGenerator<RunEvent, void, undefined> {
  for (const fact of facts) {
    const kept = take(fact);
    if (kept) yield kept;
    await breathe();
  }
  yield* more;
}

/** The first fact of a run. @throws UserError where the journal no longer has it */
export function startOf(app: App, record: RunRecord): RunStarted {
  const [start] = app.engine.journal.read(record.id);
  if (start?.type === 'run.started') return start;
  throw cannot('its journal is not complete', 'Start the flow again.');
}

/** The flow as it ran. @throws UserError where it cannot run any more */
export function oldVersion(app: App, record: RunRecord, { trust }: RunStarted): Version {
  const text = app.engine.journal.flow(record.flow.hash);
  const compiled = text === undefined ? undefined : checkText(text, 'flow', app.catalogue).compiled;
  if (text !== undefined && compiled) return { text, compiled, trust };
  throw cannot('the version of the flow that ran can no longer run here', 'Start the flow again.');
}

async function currentVersion(app: App, record: RunRecord): Promise<Version> {
  const path = app.files.relative(record.path);
  const file = path === undefined ? undefined : await app.workspace.read(path).catch(() => undefined);
  if (!file || path === undefined)
    throw cannot('its flow file is gone', 'Retry it with the version that ran.');
  const { flow, compiled } = app.files.check(file.text, path, file);
  if (!flow || !compiled)
    throw cannot('its flow file has problems now', 'Solve them, or retry the version that ran.');
  if (!(await app.files.mayRun(path, file.text, flow))) {
    throw cannot(
      'its flow file may do more than you have trusted it with',
      'Look at its trust report first.',
    );
  }
  return { text: file.text, compiled, trust: await needsTrust(app, path, file.text, flow) };
}

function cannot(why: string, hint: string): UserError {
  return new UserError(`This run cannot be retried: ${why}.`, { code: 'CANNOT_RETRY', hint });
}
