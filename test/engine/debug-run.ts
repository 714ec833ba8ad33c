import type { DebugState, Pause, StepHow } from '#contract/run';
import type { LiveRun, Ran } from './harness.ts';

/** How somebody goes on from a pause; `continue` where nothing is said. */
export type Choose = (pause: Pause) => { how: StepHow; to?: string } | undefined;

/** What is known of a run because it is debugged. */
export function debugOf(run: LiveRun): DebugState | undefined {
  return run.driver.state.debug;
}

/** Goes on from wherever a run is paused. */
export function goOn(run: LiveRun, how: StepHow = 'continue', to?: string): void {
  run.driver.debug({ type: 'debug.resumed', at: run.clock.now(), how, ...(to === undefined ? {} : { to }) });
}

/** Resolves where the run next pauses; undefined where it ends or waits for something else before that. */
export async function nextPause(run: LiveRun): Promise<Pause | undefined> {
  await run.settled();
  return debugOf(run)?.paused;
}

/** Goes through a run from pause to pause until it has ended. */
export async function stepThrough(
  run: LiveRun,
  choose: Choose = () => undefined,
): Promise<{ ran: Ran; pauses: Pause[] }> {
  const pauses: Pause[] = [];
  for (;;) {
    const ran = await run.settled();
    const paused = debugOf(run)?.paused;
    if (!paused) return { ran, pauses };
    pauses.push(paused);
    const { how = 'continue', to } = choose(paused) ?? {};
    goOn(run, how, to);
  }
}
