import type { FlowActivation } from '#contract/api';
import { UserError } from '#contract/error';
import { type Flow, parseFlow } from '#contract/flow';
import type { Activation } from '#engine/journal';
import type { ActivationStatus } from '#engine/triggers';
import { contentHash, type FileOnDisk } from '#engine/workspace';
import type { App } from './app.ts';
import { needsTrust } from './start-run.ts';

/** What became of a request to activate: how the flow is now, or that it has to be trusted first. */
export type ActivateOutcome = { activation: FlowActivation } | { refused: 'NOT_TRUSTED'; hash: string };

/**
 * Makes a flow of the workspace active as its file is at this moment.
 *
 * @throws WorkspaceError where there is no such file, UserError with what else stands in the way
 */
export async function activateFlow(app: App, path: string): Promise<ActivateOutcome> {
  const { text, hash } = await app.workspace.read(path);
  const { flow, problems } = app.files.check(text, path);
  if (!flow) {
    throw new UserError(`The flow cannot be activated: ${problems[0]?.message ?? 'it cannot be read'}`, {
      code: 'CANNOT_ACTIVATE',
      hint: 'Solve its problems first.',
    });
  }
  if (!(await app.files.mayRun(path, text, flow))) return { refused: 'NOT_TRUSTED', hash };
  const trust = await needsTrust(app, path, text, flow);
  const status = await app.triggers.activate({ path: await app.workspace.resolve(path), text, trust });
  return { activation: await describe(app, path, status) };
}

/** Undefined for a flow that was never active. */
export async function deactivateFlow(app: App, path: string): Promise<FlowActivation | undefined> {
  const status = await app.triggers.deactivate(await app.workspace.resolve(path));
  return status && describe(app, path, status);
}

/** Every flow of the workspace that is or was active. */
export async function listActivations(app: App): Promise<FlowActivation[]> {
  const found: FlowActivation[] = [];
  for (const status of app.triggers.all()) {
    const path = app.files.relative(status.path);
    if (path !== undefined) found.push(await describe(app, path, status));
  }
  return found;
}

/** Lists of activations, first at once and then whenever something changes. */
export async function* watchActivations(
  app: App,
  signal: AbortSignal,
): AsyncGenerator<FlowActivation[], void, undefined> {
  let news = Promise.withResolvers<void>();
  const wake = (): void => news.resolve();
  const stop = app.triggers.subscribe(wake);
  signal.addEventListener('abort', wake, { once: true });
  try {
    while (!signal.aborted) {
      news = Promise.withResolvers();
      yield await listActivations(app);
      await news.promise;
      // Many starts a second are one change.
      await new Promise((resolve) => setTimeout(resolve, GATHER));
    }
  } finally {
    stop();
  }
}

/** Milliseconds over which changes are gathered. */
const GATHER = 300;

/**
 * Whether a flow that was active when the engine stopped may go on: its file is
 * there, and it is trusted as it was.
 */
export async function checkGoOn(app: App, { path: absolute }: Activation, text: string): Promise<void> {
  const path = app.files.relative(absolute) ?? '';
  const file = await app.workspace.read(path).catch(() => undefined);
  if (!file) throw new UserError(`Its file ${path} is gone.`, { code: 'FLOW_GONE' });
  const { flow } = parseFlow(text);
  if (flow && !(await app.files.mayRun(path, text, flow))) {
    throw new UserError('It is no longer trusted with what it does.', {
      code: 'NOT_TRUSTED',
      hint: 'Look at its trust report, then activate it again.',
    });
  }
}

async function describe(app: App, path: string, status: ActivationStatus): Promise<FlowActivation> {
  const { state, since, error, triggers, waiting, running, hash } = status;
  const file = await app.workspace.read(path).catch(() => undefined);
  const changed = file !== undefined && hash !== file.hash && !means(app, file, hash);
  const shown = error && { message: error.message, hint: error.hint };
  return { path, state, changed, since, error: shown, triggers, waiting, running };
}

/** Whether a file means the same as the content of a hash: positions on the canvas mean nothing. */
function means(app: App, file: FileOnDisk, hash: string): boolean {
  const pinned = parseFlow(app.engine.journal.flow(hash) ?? '').flow;
  const { flow } = parseFlow(file.text);
  return pinned !== undefined && flow !== undefined && meaningOf(pinned) === meaningOf(flow);
}

function meaningOf({ view: _, ...rest }: Flow): string {
  return contentHash(JSON.stringify(rest));
}
