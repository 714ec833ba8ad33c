import type { FlowResponse } from '#contract/node';
import { finalItems, type PastSteps, type RunHandle } from '#engine/host';
import { type EventRecord, type Journal, runOfEvent } from '#engine/journal';
import { jsonReply, type Reply, refusal } from './listen/index.ts';
import type { WebhookSettings } from './settings.ts';

type Mode = Exclude<WebhookSettings['respond'], 'received'>;

/** The first part of the addresses at which late answers are. */
export const RESULT = 'result';

/** Resolves with what a run answers its caller, once that is on disk. Undefined: nothing came by the deadline. */
export function answerOf(
  handle: RunHandle,
  mode: Mode,
  deadline: number,
  journal: Journal,
): Promise<Reply | undefined> {
  const ready = replyNow(handle, mode);
  if (ready) return journal.flush().then(() => ready);
  const { promise, resolve, reject } = Promise.withResolvers<Reply | undefined>();
  const settle = (reply: Reply): void => {
    stop();
    clearTimeout(timer);
    journal.flush().then(() => resolve(reply), reject);
  };
  const stop = handle.subscribe((event, _, state) => {
    if (event.type === 'step.succeeded' && event.response && mode === 'node')
      settle(responseReply(event.response));
    else if (event.type === 'run.finished') settle(endReply(handle.id, state, mode));
  });
  const timer = setTimeout(() => {
    stop();
    resolve(undefined);
  }, deadline);
  // An open connection keeps the process alive, nothing else here should.
  timer.unref();
  return promise;
}

/** The answer of a run that has got so far already. */
function replyNow({ id, state }: RunHandle, mode: Mode): Reply | undefined {
  if (state.response && mode === 'node') return responseReply(state.response);
  return state.status === 'running' ? undefined : endReply(id, state, mode);
}

/** The same of a run that may have ended long ago; undefined while there is no answer. */
export async function lateAnswer(
  event: EventRecord,
  mode: Mode,
  journal: Journal,
  past: PastSteps,
): Promise<Reply | undefined> {
  const run = runOfEvent(event.id);
  const record = journal.run(run);
  if (!record) return undefined;
  if (mode === 'node') {
    for (const fact of journal.read(run)) {
      if (fact.type === 'step.succeeded' && fact.response) return responseReply(fact.response);
    }
  }
  if (record.finishedAt === undefined) return undefined;
  const folded = await past.fold(run);
  return folded && endReply(run, folded.state, mode);
}

/** Says where the answer will be: it did not come in time. */
export function laterReply(event: string): Reply {
  const status = `/${RESULT}/${event}`;
  return jsonReply(202, { event, status }, { location: status, 'retry-after': '5' });
}

/** Whether a flow's answer is there yet, for whoever asks at its address. */
export const NOT_YET: Reply = jsonReply(202, { status: 'running' }, { 'retry-after': '5' });

function endReply(run: string, state: Parameters<typeof finalItems>[0], mode: Mode): Reply {
  if (state.status === 'succeeded') {
    if (mode === 'finished')
      return jsonReply(
        200,
        finalItems(state).map(({ json }) => json),
      );
    return { status: 204 };
  }
  const code = state.error?.code ?? state.status.toUpperCase();
  // What went wrong is for the owner of the flow to read, not for whoever called.
  return refusal(500, code, `The flow did not succeed. Its owner finds the reason in run ${run}.`);
}

function responseReply({ status, headers, body }: FlowResponse): Reply {
  if (body === undefined || body === null) return { status, headers };
  if (typeof body === 'string') {
    return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body };
  }
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}
