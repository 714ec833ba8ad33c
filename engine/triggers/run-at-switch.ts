import { UserError } from '#contract/error';
import type { Engine, RunResult } from '#engine/host';
import type { PinnedFlow } from './pinned-flow.ts';
import { runIdOf } from './run-ids.ts';

/**
 * Runs what is to run when a flow is switched on or off, one after the other, each
 * to its end. Asked again after a crash, it goes on with the run that had begun.
 *
 * @param nodes triggers to run from
 * @throws UserError `SWITCH_RUN_FAILED` where a run fails
 */
export async function runAtSwitch(
  engine: Engine,
  { activation, compiled, text }: PinnedFlow,
  nodes: readonly string[],
  about: { on: boolean; now: number },
): Promise<void> {
  const word = about.on ? 'activation' : 'deactivation';
  for (const node of nodes) {
    const id = runIdOf(activation.id, node, `${word}/${activation.attempt}`);
    const { path, trust } = activation;
    const items = [{ json: { at: new Date(about.now).toISOString() } }];
    const handle = engine.run(id);
    const end =
      (await handle?.result) ??
      ended(engine, id) ??
      (await engine.startTriggered({ id, compiled, text, path, trust, trigger: node, items })).result;
    const { status, error } = await end;
    if (status === 'succeeded') continue;
    if (status === 'waiting') engine.run(id)?.cancel();
    throw new UserError(`What "${node}" starts on ${word} ${whatHappened(status, error?.message)}`, {
      code: 'SWITCH_RUN_FAILED',
      hint: `See run ${id} in the history.`,
    });
  }
}

function ended(engine: Engine, id: string): Pick<RunResult, 'status' | 'error'> | undefined {
  const record = engine.journal.run(id);
  if (record?.finishedAt === undefined || record.status === 'running') return undefined;
  const { status, error } = record;
  return error === undefined
    ? { status }
    : { status, error: { kind: 'step', code: 'FAILED', message: error, retryable: false } };
}

function whatHappened(status: RunResult['status'], message: string | undefined): string {
  if (status === 'waiting') return 'waits for something: it has to end by itself.';
  return status === 'failed' ? `failed: ${message ?? 'see its run'}` : `was ${status}.`;
}
