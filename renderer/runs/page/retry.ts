import type { GraphNode } from '#contract/flow';
import { engine, sentenceOf } from '#renderer/api';
import { showRun } from '#renderer/editor';
import { tellFailure } from '#renderer/ui';
import { load } from '../list/run-history.ts';
import { isGoing, type RunView } from './run-view.ts';

/** A container goes round again as a whole, so a retry begins outside of all containers. */
export function canRetryFrom(view: RunView, node: GraphNode): boolean {
  return !isGoing(view) && node.scope.container === undefined && !node.shape.trigger;
}

/** Starts a new run from a node of an ended one and shows it. */
export async function retryFrom(
  view: RunView,
  step: string | undefined,
  version: 'same' | 'current',
): Promise<void> {
  try {
    const { run } = await engine.runs.retry({
      run: view.run,
      version,
      ...(step === undefined ? {} : { step }),
    });
    showRun(run);
    await load();
  } catch (thrown) {
    tellFailure(`The run cannot be retried: ${sentenceOf(thrown)}`);
  }
}
