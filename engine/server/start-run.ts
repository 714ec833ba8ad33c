import { join } from 'node:path';
import type { TrustReport } from '#contract/api';
import { FlowError } from '#contract/error';
import { type Pins, pinOf } from '#contract/fixtures';
import type { Flow, Problem } from '#contract/flow';
import type { Item } from '#contract/node';
import type { RunStarted } from '#contract/run';
import { checkBreakpoints } from '#engine/debug';
import { chooseTrigger } from '#engine/host';
import { toItem } from '#engine/items';
import type { CompiledFlow } from '#engine/run';
import { contentHash, WorkspaceError } from '#engine/workspace';
import type { App } from './app.ts';
import { mayRunFile } from './trusted-file.ts';

export interface StartRequest {
  /** Path in the workspace; a flow that has not been saved yet may have any. */
  path: string;
  text: string;
  trigger?: string | undefined;
  input?: readonly Record<string, unknown>[] | undefined;
  /** The one node outside of containers that is to run. */
  only?: string;
  debug?: RunStarted['debug'];
  /** What nodes give instead of being run. */
  pins?: Pins | undefined;
}

/** What became of a request to start: a run, or why not. */
export type StartOutcome =
  | { run: string }
  | { refused: 'INVALID_FLOW'; message: string }
  | { refused: 'NOT_TRUSTED'; hash: string };

/**
 * Starts a run of a text as it stands in the editor, if it may run: drawn on from
 * a file that is trusted, or itself able to do no more than what is trusted.
 */
export function startRun(app: App, request: StartRequest): Promise<StartOutcome> {
  return admit(app, request, (admitted) => launch(app, request, admitted));
}

/** Starts a run of a text that may run, and gives its id. */
export async function launch(app: App, request: StartRequest, admitted: Admitted): Promise<string> {
  const { path, text, only, pins, debug } = request;
  const { flow, compiled, trust } = admitted;
  if (debug) checkBreakpoints(compiled, debug.breakpoints);
  const before = compiled.graph.nodes.get(only ?? '')?.incoming.find(({ from }) => from?.shape.trigger);
  const trigger = chooseTrigger(compiled, request.trigger ?? before?.from?.id);
  const items = request.input?.map((value, index) => toItem(value, `input: element ${index + 1}`));
  const input = items ?? pinOf(pins, trigger)?.out;
  const { id } = await app.engine.start({
    flow,
    text,
    flowPath: absolutePath(app, path),
    trust,
    trigger,
    ...(input ? { input: once(input) } : {}),
    ...(only === undefined ? {} : { only }),
    ...(debug ? { debug } : {}),
    ...(pins && only === undefined ? { pins: pinsOf(pins, flow, items ? trigger : undefined) } : {}),
  });
  return id;
}

/** Where a flow of the workspace lies, or would lie. */
export function absolutePath(app: App, path: string): string {
  return join(app.workspace.root, ...path.split('/'));
}

/** The pins that a run can use: of nodes that the flow has, except one. */
function pinsOf(pins: Pins, { nodes }: Flow, except: string | undefined): Pins {
  const used = Object.entries(pins).filter(([id]) => id !== except && Object.hasOwn(nodes, id));
  return Object.fromEntries(used);
}

/** A text of the editor that may run. */
export interface Admitted {
  flow: Flow;
  compiled: CompiledFlow;
  trust: boolean;
}

/** Starts something with a text of the editor, where that is a flow and may run; `start` gives the run's id. */
export async function admit(
  app: App,
  { path, text }: { path: string; text: string },
  start: (admitted: Admitted) => Promise<string>,
): Promise<StartOutcome> {
  const { flow, compiled, problems } = app.files.check(text, path);
  if (!flow || !compiled) {
    const first = problems.find(({ severity }) => severity === 'error');
    return { refused: 'INVALID_FLOW', message: first ? placed(first) : 'The flow cannot be read.' };
  }
  try {
    const trusted = (await mayRunFile(app, path)) || (await app.files.mayRun(path, text, flow));
    if (!trusted) return { refused: 'NOT_TRUSTED', hash: contentHash(text) };
    const run = await start({ flow, compiled, trust: await needsTrust(app, path, text, flow) });
    // Who hears of the run finds it in the history.
    await app.engine.journal.flush();
    return { run };
  } catch (error) {
    if (error instanceof WorkspaceError || (error instanceof FlowError && error.kind === 'user')) {
      return { refused: 'INVALID_FLOW', message: error.message };
    }
    throw error;
  }
}

/**
 * Whether a trusted flow gets the run of the machine: only where its report, to
 * which the user agreed, names something beyond the sandbox and the workspace.
 */
export async function needsTrust(app: App, path: string, text: string, flow: Flow): Promise<boolean> {
  if (app.files.trustAll) return true;
  const { powerful, files } = await app.files.report(text, path, flow);
  return powerful.length > 0 || files.some(leadsOutside);
}

function leadsOutside({ path }: TrustReport['files'][number]): boolean {
  return /^([/\\~]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)/.test(path);
}

async function* once(items: readonly Item[]): AsyncGenerator<readonly Item[], void, undefined> {
  yield items;
}

/** What is wrong, after where it is: some messages follow the name of the parameter (`is missing`). */
function placed({ node, param, message }: Problem): string {
  const place = [node, param].filter((part) => part !== undefined).join(', ');
  return place === '' ? message : `${place}: ${message}`;
}
