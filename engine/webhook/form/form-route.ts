import { FlowError } from '#contract/error';
import type { CallForm } from '#contract/node';
import { itemOf, NOT_STORED } from '../item.ts';
import { type CallHead, type Reply, type Route, refusal, type WholeCall } from '../listen/index.ts';
import { filledIn, formProblems } from './form-item.ts';
import { formPage, thanksPage } from './form-page.ts';

const READS = ['GET', 'HEAD'];

/** The address of a form: shows the page, and sends on what is filled in as it should be. */
export class FormRoute implements Route {
  /** Whoever opens it wants to see the page. */
  readonly relaying = 'through';
  readonly #form: CallForm;
  /** What takes filled-in forms. */
  readonly #inner: Route;

  constructor(form: CallForm, inner: Route) {
    this.#form = form;
    this.#inner = inner;
  }

  get maxBody(): number {
    return this.#inner.maxBody;
  }

  refuse(head: CallHead): Reply | undefined {
    // Looking at the page is what the inner route does not know, but where it may be seen it does.
    const refused = this.#inner.refuse(READS.includes(head.method) ? { ...head, method: 'POST' } : head);
    if (refused?.status !== 405) return refused;
    const allow = 'GET, HEAD, POST';
    return refusal(405, 'METHOD', `This address takes ${allow}.`, { allow });
  }

  async handle(call: WholeCall): Promise<Reply> {
    if (READS.includes(call.method)) return formPage(200, this.#form);
    try {
      const headers = { 'content-type': String(call.headers['content-type'] ?? '') };
      const item = await itemOf({ ...call, headers }, {}, NOT_STORED);
      const problems = formProblems(item, this.#form);
      const values = filledIn(item, this.#form);
      if (problems.size > 0) return formPage(422, this.#form, { values, problems });
      const reply = await this.#inner.handle(call);
      if (reply.status < 300) return thanksPage(this.#form);
      const trouble = 'It could not be sent. Try again in a minute.';
      return { ...formPage(reply.status, this.#form, { values, problems, trouble }) };
    } catch (error) {
      if (!(error instanceof FlowError)) throw error;
      const none = { values: new Map(), problems: new Map() };
      return formPage(400, this.#form, { ...none, trouble: 'What was sent is not this form.' });
    }
  }
}
