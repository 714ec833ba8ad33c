import { UserError } from '#contract/error';
import type { Item } from '#contract/node';
import { type Breakpoint, inputOf, type RunEvent } from '#contract/run';
import { checkBreakpoints, checkInput, findPlace } from '#engine/debug';
import type { RunRecord } from '#engine/journal';
import type { CompiledFlow } from '#engine/run';
import type { App } from './app.ts';
import { takeUpFrom } from './retry-run.ts';

export interface ForkRequest {
  step: string;
  version: 'same' | 'current';
  /** What the step takes in, by port, in place of what came to it. */
  input: Readonly<Record<string, readonly Item[]>> | undefined;
  vars: Record<string, unknown> | undefined;
  breakpoints: readonly Breakpoint[];
}

/**
 * Starts a new run, paused, before a step of one that has ended or is paused.
 *
 * @returns the new run's id
 * @throws UserError with the reason why it cannot be
 */
export async function forkRun(app: App, record: RunRecord, request: ForkRequest): Promise<string> {
  const { step, version, input, vars, breakpoints } = request;
  const handle = app.engine.run(record.id);
  if (handle?.state.status === 'running' && !handle.state.debug?.paused) {
    throw new UserError('The run is under way.', { code: 'NOT_NOW', hint: 'Pause it, or wait for its end.' });
  }
  const came = input ? await cameTo(app, record.id, step) : [];
  const at = Date.now();
  const facts = (now: CompiledFlow): RunEvent[] => {
    checkBreakpoints(now, breakpoints);
    const node = now.graph.nodes.get(step.slice(step.lastIndexOf('/') + 1));
    if (node && input) checkInput(node, input, came);
    return [
      ...(vars ? [{ type: 'debug.edited', at, vars } as const] : []),
      ...(input ? [{ type: 'debug.edited', at, step, input } as const] : []),
      { type: 'debug.set', at, breakpoints, stop: 'entry' },
    ];
  };
  // Debugged from its beginning, so that it keeps what may be asked for; what it takes over must not pause it.
  const start = { debug: { breakpoints: [] } };
  const from = { step, version, failedIterations: false };
  const forked = await takeUpFrom(app, record, from, { start, facts });
  return forked.id;
}

/** The items that a step took in, or was about to. */
async function cameTo(app: App, run: string, step: string): Promise<readonly Item[]> {
  const past = await app.past.fold(run, step);
  const at = past && (past.steps.get(step) ?? findPlace(past.state, step));
  return at ? inputOf(past.state, at.scope, at.node).toArray() : [];
}
