import { EngineError } from '#contract/error';
import type { RunEvent, WaitAnswer } from '#contract/run';
import { decided, settleDoubts } from './in-doubt.ts';
import { openConnection } from './open-connection.ts';
import { performDirective, resumeDirective } from './perform-directive.ts';
import { performItems } from './perform-items.ts';
import { performList, performStream } from './perform-list.ts';
import type { StepRun } from './step-run.ts';

/** What a step's success says. */
export type StepSuccess = Pick<Extract<RunEvent, { type: 'step.succeeded' }>, 'out' | 'end' | 'response'>;

/**
 * Performs a step that has begun, from wherever its checkpoints say it stands:
 * the same code for a new step and for one that a crash interrupted.
 *
 * @returns undefined where the step waits now
 */
export async function perform(run: StepRun): Promise<StepSuccess | undefined> {
  const { definition } = run.compiled;
  const slot = run.compiled.node.connection;
  if (slot !== undefined) run.connection = await openConnection(run.host, slot);
  const doubts = settleDoubts(run);
  if (doubts === 'ask') return undefined;
  if (doubts !== 'settled') return doubts;
  if ('direct' in definition) return performDirective(run, definition);
  const startsOver = !('run' in definition) || definition.replay === 'pure';
  if (startsOver && (run.step.outputs.size > 0 || run.step.caught)) {
    run.emit({ type: 'step.started', at: run.startedAt, step: run.key });
  }
  if ('run' in definition) return { out: await performItems(run, definition) };
  if ('runAll' in definition) return { out: await performList(run, definition) };
  if ('runStream' in definition) return { out: await performStream(run, definition) };
  throw new EngineError(`a ${definition.type} cannot be performed as a step`);
}

/** Goes on with a step whose wait is over. */
export async function resume(
  run: StepRun,
  item: number | undefined,
  answer: WaitAnswer,
): Promise<StepSuccess | undefined> {
  const { definition } = run.compiled;
  if (answer.by === 'decision') return decided(run, item, answer.decision) ?? perform(run);
  return 'direct' in definition ? resumeDirective(run, definition, answer) : perform(run);
}
