import { FlowError, UserError } from '#contract/error';
import type { Item } from '#contract/node';
import type { WaitAnswer } from '#contract/run';
import type { Engine, WaitingStep } from '#engine/host';
import { BadBody, itemOf, NOT_STORED } from '../item.ts';
import {
  type CallHead,
  CallRate,
  jsonReply,
  NOT_FOUND,
  type Reply,
  type Route,
  refusal,
  type WholeCall,
} from '../listen/index.ts';
import { keptHeaders } from '../received.ts';
import { askPage, LONGEST_COMMENT, overPage, overWords, takenPage } from './wait-page.ts';
import { type WaitState, waitState } from './wait-state.ts';

type Waiting = Extract<WaitState, { is: 'waiting' }>;

const MEGABYTE = 1024 * 1024;
const READS = ['GET', 'HEAD'];
/** Reading must not answer: programs that look at links in mails and chats read them. */
const ANSWERS = ['POST', 'PUT', 'PATCH'];
/** Calls with true links in a minute. */
const CALLS_PER_MINUTE = 600;

const CLOSED = refusal(503, 'UNAVAILABLE', 'The answer cannot be stored now. Try again later.', {
  'retry-after': '60',
});

/** The addresses of steps that wait: shows what is asked, and hands the answer to the run. */
export class WaitRoute implements Route {
  /** Whoever answers hears of the run itself that the answer has been taken. */
  readonly relaying = 'through';
  readonly maxBody = 10 * MEGABYTE;
  readonly #engine: Engine;
  readonly #rate = new CallRate(CALLS_PER_MINUTE, 60_000, Date.now());

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  refuse(head: CallHead): Reply | undefined {
    if (!this.#stepOf(head)) return NOT_FOUND;
    if (!READS.includes(head.method) && !ANSWERS.includes(head.method)) {
      const allow = [...READS, ...ANSWERS].join(', ');
      return refusal(405, 'METHOD', `This address takes ${allow}.`, { allow });
    }
    const wait = this.#rate.take(head.receivedAt);
    if (wait <= 0) return undefined;
    const after = String(Math.ceil(wait / 1000));
    return refusal(429, 'RATE', 'Too many calls. Try again later.', { 'retry-after': after });
  }

  async handle(call: WholeCall): Promise<Reply> {
    const step = this.#stepOf(call);
    const state = step && (await waitState(this.#engine, step));
    if (!state) return NOT_FOUND;
    const reads = READS.includes(call.method);
    if (state.is !== 'waiting') return reads || wantsPage(call) ? overPage(state) : overReply(state);
    if (reads) return askPage(state);
    try {
      return await this.#take(step, state, call);
    } catch (error) {
      if (error instanceof BadBody) return refusal(400, error.code, error.message);
      // The disk is full: nobody is told that the answer has been taken.
      if (error instanceof FlowError && error.kind === 'user') return CLOSED;
      throw error;
    }
  }

  async #take(step: WaitingStep, state: Waiting, call: WholeCall): Promise<Reply> {
    const headers = keptHeaders(call.headers, new Set());
    const files = state.for === 'call' ? this.#engine.files : NOT_STORED;
    const item = await itemOf({ ...call, headers }, {}, files);
    if (state.for === 'call') {
      return this.#answer(step, call, { by: 'call', items: [item] }, jsonReply(202, { resumed: true }));
    }
    const { answer, comment } = approvalIn(item);
    if (answer === undefined) return askPage(state, { comment, trouble: 'Choose Approve or Reject.' });
    if (comment.length > LONGEST_COMMENT) {
      const trouble = `The comment may have ${LONGEST_COMMENT} characters at most.`;
      return askPage(state, { comment: comment.slice(0, LONGEST_COMMENT), trouble });
    }
    const approved = answer === 'approved';
    const said = comment === '' ? {} : { comment };
    const taken = wantsPage(call) ? takenPage(state, approved) : jsonReply(200, { answer });
    return this.#answer(step, call, { by: 'approval', approved, ...said }, taken);
  }

  /** Replies once the answer is on disk. */
  async #answer(step: WaitingStep, call: WholeCall, answer: WaitAnswer, taken: Reply): Promise<Reply> {
    try {
      const handle = this.#engine.run(step.run);
      if (!handle) return overReply({ is: 'early' });
      handle.answer(step.step, answer);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // Another answer came while this one was being read.
      const state = await waitState(this.#engine, step);
      if (!state || state.is === 'waiting') return CLOSED;
      return wantsPage(call) ? overPage(state) : overReply(state);
    }
    await this.#engine.journal.flush();
    return taken;
  }

  #stepOf({ path }: CallHead): WaitingStep | undefined {
    const [token] = path;
    return path.length === 1 && token !== undefined ? this.#engine.links.unseal(token) : undefined;
  }
}

/** What comes from the page's own form is answered with a page, programs get JSON. */
function wantsPage({ headers }: CallHead): boolean {
  return headers.accept?.includes('text/html') ?? false;
}

function overReply(state: Exclude<WaitState, Waiting>): Reply {
  const { status, code, text } = overWords(state);
  return refusal(status, code, text, status === 503 ? { 'retry-after': '5' } : {});
}

function approvalIn({ json }: Item): { answer: 'approved' | 'rejected' | undefined; comment: string } {
  const { body } = json;
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const { answer, comment } = fields;
  return {
    answer: answer === 'approved' || answer === 'rejected' ? answer : undefined,
    comment: typeof comment === 'string' ? comment.trim() : '',
  };
}
