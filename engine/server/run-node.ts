import { createHash, randomUUID } from 'node:crypto';
import { UserError } from '#contract/error';
import type { Pins } from '#contract/fixtures';
import type { RunStarted } from '#contract/run';
import { newRunId, pinnedUpstream, retryFacts } from '#engine/host';
import type { App } from './app.ts';
import { oldVersion, startOf, taken } from './retry-run.ts';
import { type Admitted, absolutePath, admit, launch, type StartOutcome } from './start-run.ts';

interface NodeRequest {
  path: string;
  text: string;
  /** Key of the step to run. */
  step: string;
  /** The ended run whose items it runs on; without one, pinned outputs or the trigger's sample. */
  run?: string | undefined;
  /** What is pinned; used where there is no run. */
  pins?: Pins | undefined;
  /** What comes in where there is no run and nothing is pinned, instead of the trigger's sample. */
  input?: readonly Record<string, unknown>[] | undefined;
}

/** Runs one node of a text as it stands in the editor, and nothing else: somebody tries it out. */
export function runNode(app: App, request: NodeRequest): Promise<StartOutcome> {
  return admit(app, request, async (admitted) => {
    const { run, step } = request;
    if (run !== undefined) return runOnPast(app, { ...request, run }, admitted);
    const behind = await runOnPins(app, request, admitted);
    return behind ?? launch(app, { ...request, only: step }, admitted);
  });
}

/** Runs the node on what is pinned before it; undefined where nothing is. */
async function runOnPins(app: App, request: NodeRequest, admitted: Admitted): Promise<string | undefined> {
  const { path, text, step, pins = {} } = request;
  const { flow, compiled, trust } = admitted;
  const at = Date.now();
  const before = await pinnedUpstream(compiled, step, pins, at);
  if (!before) return undefined;
  const start: RunStarted = {
    type: 'run.started',
    at,
    run: newRunId(),
    flow: { id: flow.id, name: flow.name, hash: hashOf(text) },
    trigger: before.trigger,
    seed: randomUUID(),
    vars: {},
    trust,
    path: absolutePath(app, path),
    only: step,
    pins: before.pins,
  };
  return (await app.engine.startFrom(start, before.facts, text)).id;
}

/** Runs the node on what came to it in an ended run. */
async function runOnPast(
  app: App,
  { text, step, run }: NodeRequest & { run: string },
  { flow, compiled, trust }: Admitted,
): Promise<string> {
  const { engine } = app;
  const record = engine.journal.run(run);
  if (record?.finishedAt === undefined) {
    throw new UserError(record ? 'The run whose items it needs has not ended yet.' : 'That run is gone.', {
      code: 'NO_INPUT',
      hint: 'Run the flow first.',
    });
  }
  const { debug: _, ...earlier } = startOf(app, record);
  const graphs = { old: oldVersion(app, record, earlier).compiled.graph, now: compiled.graph };
  const take = await retryFacts(engine.journal.read(run), graphs, { step, only: true });
  const start: RunStarted = {
    ...earlier,
    at: Date.now(),
    run: newRunId(),
    flow: { id: flow.id, name: flow.name, hash: hashOf(text) },
    trust,
    parent: { run, retry: true },
    only: step,
  };
  const handle = await engine.startFrom(start, taken(engine.journal.read(run), take), text);
  return handle.id;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
