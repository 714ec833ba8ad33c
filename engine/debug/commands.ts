import { UserError } from '#contract/error';
import type { GraphNode } from '#contract/flow';
import type { Catalogue, Item } from '#contract/node';
import { type Breakpoint, inputOf, type Pause, type StepHow } from '#contract/run';
import type { RunHandle } from '#engine/host';
import { checkEditedParams } from '#engine/run';
import { checkBreakpoints } from './check-breakpoints.ts';
import { findPlace } from './place.ts';

/** Items by port. */
type Input = Readonly<Record<string, readonly Item[]>>;

/** What somebody changes in a paused run. */
export type Edit =
  | { input: Input }
  | { vars: Record<string, unknown> }
  | { node: string; params: Record<string, unknown> };

/** Gives a run breakpoints in place of those it has. @throws UserError where they do not fit its flow */
export function setBreakpoints(handle: RunHandle, breakpoints: readonly Breakpoint[]): void {
  checkRuns(handle);
  checkBreakpoints(handle.compiled, breakpoints);
  handle.debug({ type: 'debug.set', at: Date.now(), breakpoints });
}

/** Pauses a run before its next step. @throws UserError where it is paused or has ended */
export function askForPause(handle: RunHandle): void {
  checkRuns(handle);
  const { debug } = handle.state;
  if (debug?.paused) throw refused('The run is paused already.');
  handle.debug({ type: 'debug.set', at: Date.now(), breakpoints: debug?.breakpoints ?? [], stop: 'asked' });
}

/**
 * Lets a paused run go on.
 *
 * @param seq of the pause
 * @throws UserError where it has gone on from there, or `to` leads nowhere
 */
export function resume(handle: RunHandle, seq: number, how: StepHow, to: string | undefined): void {
  pauseOf(handle, seq);
  const node = to?.slice(to.lastIndexOf('/') + 1);
  if (how === 'to' && (node === undefined || !handle.compiled.graph.nodes.has(node))) {
    throw refused(node === undefined ? 'It is not said where to run to.' : `The flow has no node "${node}".`);
  }
  const target = how === 'to' && to !== undefined ? { to } : {};
  handle.debug({ type: 'debug.resumed', at: Date.now(), how, ...target });
}

/**
 * Changes a paused run.
 *
 * @param seq of the pause
 * @throws UserError where the run has gone on from there, or the change does not fit
 */
export function edit(handle: RunHandle, seq: number, change: Edit, catalogue: Catalogue): void {
  const pause = pauseOf(handle, seq);
  const at = Date.now();
  if ('vars' in change) handle.debug({ type: 'debug.edited', at, vars: change.vars });
  else if ('params' in change) {
    checkEditedParams(handle.compiled, change.node, change.params, catalogue);
    handle.debug({ type: 'debug.edited', at, node: change.node, params: change.params });
  } else {
    checkPausedInput(handle, pause, change.input);
    handle.debug({ type: 'debug.edited', at, step: pause.place.key, input: change.input });
  }
}

/** The pause that a command is about. @throws UserError where the run has gone on from there */
export function pauseOf(handle: RunHandle, seq: number): Pause {
  checkRuns(handle);
  const paused = handle.state.debug?.paused;
  if (paused?.seq === seq) return paused;
  throw refused(
    paused
      ? 'The run has gone on meanwhile, and is paused somewhere else now.'
      : 'The run has gone on meanwhile.',
  );
}

/** @throws UserError where the step at a pause cannot take that in */
function checkPausedInput({ state }: RunHandle, { place }: Pause, input: Input): void {
  if (place.side === 'after') throw refused(`"${place.key}" has taken its input in already.`);
  const found = findPlace(state, place.key);
  if (!found) throw refused(`"${place.key}" is no longer about to begin.`);
  const { scope, node } = found;
  checkInput(node, input, inputOf(state, scope, node).toArray());
}

/**
 * Checks what somebody gives a node instead of what came to it. Files must be among those that came:
 * nobody reaches others by their ids.
 *
 * @throws UserError
 */
export function checkInput(node: GraphNode, input: Input, came: readonly Item[]): void {
  const unknown = Object.keys(input).find((port) => !node.shape.inputs.includes(port));
  if (unknown !== undefined) throw refused(`"${node.id}" has no input "${unknown}".`);
  const filesOf = (items: readonly Item[]) => items.flatMap(({ binary }) => Object.values(binary ?? {}));
  const known = new Set(filesOf(came).map(({ id }) => id));
  const file = filesOf(Object.values(input).flat()).find(({ id }) => !known.has(id));
  if (file) throw refused(`The file "${file.name}" is none of those that came to this step.`);
}

function checkRuns({ state }: RunHandle): void {
  if (state.status !== 'running') throw refused('The run has ended.');
}

function refused(message: string): UserError {
  return new UserError(message, { code: 'NOT_NOW', hint: 'Look where the run stands now.' });
}
