import { createHash } from 'node:crypto';
import { UserError } from '#contract/error';
import type { RunStarted } from '#contract/run';
import { newRunId, retryFacts } from '#engine/host';
import type { App } from './app.ts';
import { oldVersion, startOf, taken } from './retry-run.ts';
import { admit, type StartOutcome, startRun } from './start-run.ts';

interface NodeRequest {
  path: string;
  text: string;
  /** Key of the step to run. */
  step: string;
  /** The ended run whose items it runs on; without one, the trigger's sample. */
  run?: string | undefined;
  /** What comes in where there is no run, instead of the trigger's sample. */
  input?: readonly Record<string, unknown>[] | undefined;
}

/** Runs one node of a text as it stands in the editor, and nothing else: somebody tries it out. */
export async function runNode(
  app: App,
  { path, text, step, run, input }: NodeRequest,
): Promise<StartOutcome> {
  if (run === undefined) return startRun(app, { path, text, only: step, input });
  const { engine } = app;
  return admit(app, { path, text }, async ({ flow, compiled, trust }) => {
    const record = engine.journal.run(run);
    if (record?.finishedAt === undefined) {
      throw new UserError(record ? 'The run whose items it needs has not ended yet.' : 'That run is gone.', {
        code: 'NO_INPUT',
        hint: 'Run the flow first.',
      });
    }
    const earlier = startOf(app, record);
    const graphs = { old: oldVersion(app, record, earlier).compiled.graph, now: compiled.graph };
    const take = await retryFacts(engine.journal.read(run), graphs, { step, only: true });
    const { debug: _, ...earlierStart } = earlier;
    const start: RunStarted = {
      ...earlierStart,
      at: Date.now(),
      run: newRunId(),
      flow: { id: flow.id, name: flow.name, hash: createHash('sha256').update(text).digest('hex') },
      trust,
      parent: { run, retry: true },
      only: step,
    };
    const handle = await engine.startFrom(start, taken(engine.journal.read(run), take), text);
    return handle.id;
  });
}
