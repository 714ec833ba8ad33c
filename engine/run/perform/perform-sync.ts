import type { PortOutputs } from '#contract/run';
import { paramsFor } from '../node-params.ts';
import { errorAt, failedItem, portForFailed, StepFailure } from './failures.ts';
import { listOutputs } from './list-lineage.ts';
import { OutputCollector } from './output-collector.ts';
import type { StepSuccess } from './perform.ts';
import { directSync } from './perform-directive.ts';
import { StepContext } from './step-context.ts';
import { CHUNK, NO_ABORT, type StepRun } from './step-run.ts';

/**
 * Performs a pure step at once, without a promise, where that is possible: the
 * fast lane of loops. Undefined where the step needs the sandbox, waits for
 * something, or works on a long list.
 *
 * @throws StepFailure when the step fails
 */
export function performSync(run: StepRun): StepSuccess | undefined {
  const { compiled, input } = run;
  const { definition, params } = compiled;
  if (compiled.isAsync || definition.replay !== 'pure' || input.length > CHUNK) return undefined;
  if (compiled.node.connection !== undefined) return undefined;
  if (!params.main.isSync || compiled.retry || compiled.timeout !== undefined) return undefined;
  if ('direct' in definition) return directSync(run, definition);
  const out = 'run' in definition ? runItems(run) : 'runAll' in definition ? runList(run) : undefined;
  return out && { out };
}

function runItems(run: StepRun): PortOutputs | undefined {
  const { compiled, input, env } = run;
  const { definition, params } = compiled;
  if (!('run' in definition)) return undefined;
  const collector = new OutputCollector(0, compiled.mainPort);
  for (let index = 0; index < input.length; index++) {
    const item = input.at(index);
    try {
      const checked = paramsFor(params, env, item, index);
      const result = definition.run(item, new StepContext(run, checked, index, NO_ABORT));
      if (isAsyncResult(result)) return abandonSync(run, result);
      collector.addResult(result, item, index);
    } catch (thrown) {
      const error = errorAt(thrown, run, index);
      const port = portForFailed(compiled);
      if (port === undefined) throw new StepFailure(error);
      collector.add(port, failedItem(item, error, compiled), undefined, index);
    }
  }
  return collector.finish();
}

function runList(run: StepRun): PortOutputs | undefined {
  const { compiled, input, env } = run;
  const { definition, params } = compiled;
  if (!('runAll' in definition)) return undefined;
  const items = input.toArray();
  const checked = paramsFor(params, env, items[0] ?? { json: {} }, 0);
  const result = definition.runAll(items, new StepContext(run, checked, 0, NO_ABORT));
  if (isAsyncResult(result)) return abandonSync(run, result);
  return listOutputs(result, items, run.sources, compiled.mainPort);
}

function isAsyncResult(result: unknown): result is PromiseLike<unknown> | AsyncIterable<unknown> {
  if (typeof result !== 'object' || result === null) return false;
  return 'then' in result || Symbol.asyncIterator in result;
}

/** The node turned out to be asynchronous. It is pure, so it simply starts again in the slow lane, for good. */
function abandonSync(run: StepRun, result: PromiseLike<unknown> | AsyncIterable<unknown>): undefined {
  run.compiled.isAsync = true;
  if ('then' in result) result.then(undefined, () => undefined);
  return undefined;
}
