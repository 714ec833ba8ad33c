import { UserError } from '#contract/error';
import type { Engine, RunResult } from '#engine/host';
import type { PinnedFlow } from './pinned-flow.ts';
import { runIdOf } from './run-ids.ts';

/**
 * Runs what is to run when a flow is switched on or off, one after the other, each
 * to its end. Asked again after a crash, it goes on with the run that had begun.
 * Rejects with the signal's reason when that aborts; the run is left to be taken up.
 *
 * @param nodes triggers to run from
 * @throws UserError `SWITCH_RUN_FAILED` where a run fails
 */
export async function runAtSwitch(
  engine: Engine,
  { activation, compiled, text }: PinnedFlow,
  nodes: readonly string[],
  about: { on: boolean; now: number; signal: AbortSignal },
): Promise<void> {
  const word = about.on ? 'activation' : 'deactivation';
  for (const node of nodes) {
    const id = runIdOf(activation.id, node, `${word}/${activation.attempt}`);
    const { path, trust } = activation;
    const items = [{ json: { at: new Date(about.now).toISOString() } }];
    const run = async (): Promise<Ending> => {
      const start = { id, compiled, text, path, trust, trigger: node, items };
      return (engine.run(id) ?? (await engine.startTriggered(start))).result;
    };
    const { status, error } = ended(engine, id) ?? (await unlessAborted(run(), about.signal));
    if (status === 'succeeded') continue;
    if (status === 'waiting') engine.run(id)?.cancel();
    const name = compiled.nodes.get(node)?.node.name ?? node;
    throw new UserError(`The run that "${name}" starts on ${word} ${whatHappened(status, error?.message)}`, {
      code: 'SWITCH_RUN_FAILED',
      hint: `See run ${id} in the history.`,
    });
  }
}

type Ending = Pick<RunResult, 'status' | 'error'>;

function ended(engine: Engine, id: string): Ending | undefined {
  const record = engine.journal.run(id);
  if (record?.finishedAt === undefined || record.status === 'running') return undefined;
  const { status, error } = record;
  return error === undefined
    ? { status }
    : { status, error: { kind: 'step', code: 'FAILED', message: error, retryable: false } };
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function whatHappened(status: RunResult['status'], message: string | undefined): string {
  if (status === 'waiting') return 'waits for something: it has to end by itself.';
  return status === 'failed' ? `failed: ${message ?? 'see its run'}` : `was ${status}.`;
}
