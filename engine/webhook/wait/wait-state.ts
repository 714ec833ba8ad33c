import { openScopes, type WaitAnswer } from '#contract/run';
import type { Engine, WaitingStep } from '#engine/host';

/** How it stands with a step that has a link. */
export type WaitState =
  | { is: 'waiting'; for: 'call' | 'approval'; message?: string; flow: string; node: string }
  /** Somebody, or the clock, was first. */
  | { is: 'answered'; answer: WaitAnswer }
  /** The run has ended without an answer. */
  | { is: 'ended' }
  /** The run has not got there, or the engine has not taken it up yet. */
  | { is: 'early' };

/** Undefined where there is no such run any more. */
export async function waitState(engine: Engine, { run, step }: WaitingStep): Promise<WaitState | undefined> {
  const handle = engine.run(run);
  if (handle?.state.status === 'running') {
    for (const scope of openScopes(handle.state.root)) {
      const found = scope.steps.find((open) => open?.key === step);
      const wait = found?.status === 'waiting' ? found.wait?.wait : undefined;
      if (!found || (wait?.for !== 'call' && wait?.for !== 'approval')) continue;
      const { name = found.node.id } = found.node.node;
      const message = wait.message === undefined ? {} : { message: wait.message };
      return { is: 'waiting', for: wait.for, ...message, flow: handle.flowName, node: name };
    }
  }
  // Nobody is told of an answer that a power cut could still take back.
  await engine.journal.flush();
  const record = engine.journal.run(run);
  if (!record) return undefined;
  for (const fact of engine.journal.read(run)) {
    if (fact.type === 'step.resumed' && fact.step === step) return { is: 'answered', answer: fact.answer };
  }
  return { is: record.finishedAt === undefined ? 'early' : 'ended' };
}
