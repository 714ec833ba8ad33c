import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { StepError } from '#contract/error';
import type { Answer, Directive, DirectiveNode } from '#contract/node';
import type { PortOutputs, RunEvent, Wait, WaitAnswer } from '#contract/run';
import { paramsFor } from '../node-params.ts';
import { listOutputs } from './list-lineage.ts';
import { listParams } from './perform-list.ts';
import { StepContext, type StepParams } from './step-context.ts';
import { NO_ABORT, type StepRun } from './step-run.ts';

type Definition = DirectiveNode<z.ZodObject>;
type Success = Pick<Extract<RunEvent, { type: 'step.succeeded' }>, 'out' | 'end' | 'response'>;

/** Carries out what a control node asks for. Undefined: the step waits now. */
export async function performDirective(run: StepRun, definition: Definition): Promise<Success | undefined> {
  const params = await listParams(run, run.input.length > 0 ? run.input.at(0) : undefined);
  const context = new StepContext(run, params, 0, run.signal);
  const directive = definition.direct(run.input.toArray(), context);
  switch (directive.do) {
    case 'next':
    case 'stopLoop':
    case 'respond':
      return atOnce(run, definition, directive, params);
    case 'callFlow':
      return callFlow(run, definition, directive, params);
    case 'wait':
      await wait(run, 'event' in directive ? eventWait(directive) : { for: 'time', until: directive.until });
      return undefined;
  }
}

/** The same without a promise, where nothing has to be waited for; undefined where something has. */
export function directSync(run: StepRun, definition: Definition): Success | undefined {
  const params = paramsFor(run.compiled.params, run.env, run.input.toArray()[0] ?? { json: {} }, 0);
  const directive = definition.direct(run.input.toArray(), new StepContext(run, params, 0, NO_ABORT));
  const waits = directive.do === 'wait' || directive.do === 'callFlow';
  return waits ? undefined : atOnce(run, definition, directive, params);
}

function atOnce(
  run: StepRun,
  definition: Definition,
  directive: Extract<Directive, { do: 'next' | 'stopLoop' | 'respond' }>,
  params: StepParams,
): Success {
  if (directive.do !== 'respond') return { end: directive.do };
  return { response: directive.response, out: outputs(run, definition, { by: 'time' }, params) };
}

/** What the step gives once its wait is over. */
export async function resumeDirective(
  run: StepRun,
  definition: Definition,
  answer: WaitAnswer,
): Promise<Success | undefined> {
  const params = await listParams(run, run.input.length > 0 ? run.input.at(0) : undefined);
  return { out: outputs(run, definition, toAnswer(answer, run), params) };
}

async function callFlow(
  run: StepRun,
  definition: Definition,
  directive: Extract<Directive, { do: 'callFlow' }>,
  params: StepParams,
): Promise<Success | undefined> {
  // The same id after a crash, so that the flow is not called twice.
  const id = createHash('sha256').update(`${run.runId}/${run.key}`).digest('hex').slice(0, 20);
  const child = `run_${id}`;
  const parent = { run: run.runId, step: run.key };
  const items = run.input.toArray();
  if (directive.wait) await wait(run, { for: 'flow', run: child });
  await run.host.services.callFlow({ run: child, flow: directive.flow, items, parent, wait: directive.wait });
  if (directive.wait) return undefined;
  return { out: outputs(run, definition, { by: 'time' }, params) };
}

async function wait(run: StepRun, what: Wait): Promise<void> {
  run.emit({ type: 'step.waiting', at: run.host.services.clock.now(), step: run.key, wait: what });
  await run.host.services.journal.flush();
}

function eventWait({ event, until, message }: Extract<Directive, { event: string }>): Wait {
  return {
    for: event,
    ...(until === undefined ? {} : { until }),
    ...(message === undefined ? {} : { message }),
  };
}

function toAnswer(answer: WaitAnswer, run: StepRun): Answer {
  switch (answer.by) {
    case 'call':
      return { by: 'event', items: answer.items };
    case 'approval':
      return {
        by: 'event',
        items: run.input.toArray(),
        approved: answer.approved,
        ...(answer.comment === undefined ? {} : { comment: answer.comment }),
      };
    case 'flow':
      return { by: 'flow', items: answer.items };
    default:
      return { by: 'time' };
  }
}

function outputs(run: StepRun, definition: Definition, answer: Answer, params: StepParams): PortOutputs {
  const items = run.input.toArray();
  const { mainPort } = run.compiled;
  const context = new StepContext(run, params, 0, run.signal);
  const result =
    definition.resume?.(items, answer, context) ?? (mainPort === undefined ? {} : { [mainPort]: items });
  return listOutputs(result, items, run.sources, mainPort);
}

/** The failure of a step whose called flow failed. */
export function calledFlowFailed(message: string, child: string): StepError {
  return new StepError(`the called flow failed: ${message}`, {
    code: 'CALLED_FLOW_FAILED',
    hint: `See its run: flowbench show ${child}`,
    retryable: false,
  });
}
