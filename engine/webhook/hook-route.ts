import { FlowError } from '#contract/error';
import type { Item } from '#contract/node';
import type { Engine, PastSteps } from '#engine/host';
import { type Added, type EventRecord, type ReceivedCall, runOfEvent } from '#engine/journal';
import { answerOf, lateAnswer, laterReply } from './answers.ts';
import { type CalledTrigger, matchPath } from './called-trigger.ts';
import { deliveryId } from './delivery-id.ts';
import type { EventStarter } from './event-starter.ts';
import { formItem } from './form/form-item.ts';
import { comesByGet, shakeHands } from './handshake.ts';
import { BadBody, itemOf } from './item.ts';
import {
  allowList,
  type CallHead,
  CallRate,
  jsonReply,
  NOT_FOUND,
  type Reply,
  type Route,
  refusal,
  type WholeCall,
} from './listen/index.ts';
import { keptHeaders } from './received.ts';
import { type Doubt, type Proof, proofsOf, type SecretValues } from './verify/index.ts';

/** What the routes of triggers share. */
export interface HookServices {
  engine: Engine;
  starter: EventStarter;
  past: PastSteps;
}

/** The values of the credential that fills the trigger's connection slot. @throws UserError where there is none or it cannot be read */
export type SecretOf = () => Promise<SecretValues>;

const UNAUTHORIZED = refusal(401, 'UNAUTHORIZED', 'The call did not prove where it comes from.');
const CLOSED = refusal(503, 'UNAVAILABLE', 'The call cannot be checked or stored now. Try again later.', {
  'retry-after': '60',
});
const FULL = refusal(503, 'BUSY', 'Too many calls wait for their answer. Try again in a few seconds.', {
  'retry-after': '5',
});
/** Quarantined calls of one trigger that are kept in a minute: anybody can send them. */
const QUARANTINED_PER_MINUTE = 60;

/** The address of one trigger: from a call to the run it starts and the answer that comes of it. */
export class HookRoute implements Route {
  readonly #trigger: CalledTrigger;
  readonly #services: HookServices;
  readonly #secret: SecretOf;
  readonly #proofs: readonly Proof[];
  readonly #isAllowed: (address: string) => boolean;
  readonly #rate: CallRate | undefined;
  readonly #quarantine = new CallRate(QUARANTINED_PER_MINUTE, 60_000, Date.now());
  readonly #deliveryId: ReturnType<typeof deliveryId>;
  readonly #masked: ReadonlySet<string>;

  /** @throws UserError where the settings cannot be used */
  constructor(trigger: CalledTrigger, services: HookServices, secret: SecretOf) {
    const { settings, flow } = trigger;
    this.#trigger = trigger;
    this.#services = services;
    this.#secret = secret;
    this.#proofs = proofsOf(settings);
    this.#isAllowed = settings.allow ? allowList(settings.allow) : () => true;
    this.#rate =
      settings.maxCalls === undefined ? undefined : new CallRate(settings.maxCalls, settings.per, Date.now());
    this.#deliveryId = deliveryId(flow.compiled, trigger.node, settings, services.engine.sandbox);
    this.#masked = new Set(this.#proofs.flatMap(({ secretHeaders }) => secretHeaders));
  }

  get relaying(): Route['relaying'] {
    const { respond, handshake } = this.#trigger.settings;
    if (respond !== 'received') return 'through';
    return handshake === undefined ? 'stored' : 'asked';
  }

  get maxBody(): number {
    return this.#trigger.settings.maxBody;
  }

  refuse(head: CallHead): Reply | undefined {
    const { path, methods, contentTypes, handshake, respond } = this.#trigger.settings;
    if (!matchPath(path, head.path)) return NOT_FOUND;
    if (!this.#isAllowed(head.remote))
      return refusal(403, 'ADDRESS', 'Calls from this address are not taken.');
    const wait = this.#rate?.take(head.receivedAt) ?? 0;
    if (wait > 0) {
      const after = String(Math.ceil(wait / 1000));
      return refusal(429, 'RATE', 'Too many calls. Try again later.', { 'retry-after': after });
    }
    const isKnown =
      !methods || methods.includes(head.method) || (head.method === 'GET' && comesByGet(handshake));
    if (!isKnown) {
      const allow = methods.join(', ');
      return refusal(405, 'METHOD', `This address takes ${allow}.`, { allow });
    }
    if (contentTypes && !takesType(contentTypes, head)) {
      return refusal(415, 'CONTENT_TYPE', `This address takes ${contentTypes.join(', ')}.`);
    }
    return respond !== 'received' && this.#services.starter.isFull ? FULL : undefined;
  }

  async handle(call: WholeCall): Promise<Reply> {
    const { settings, hook } = this.#trigger;
    const { journal, files } = this.#services.engine;
    try {
      if (settings.handshake !== undefined) {
        const shaken = await shakeHands(settings.handshake, call, this.#secret);
        if (shaken) return shaken;
        if (settings.methods && !settings.methods.includes(call.method)) return NOT_FOUND;
      }
      const received = this.#receivedOf(call);
      if (this.#proofs.length > 0) {
        const doubt = await this.#doubt(call);
        if (doubt !== undefined) return await this.#setAside(received, doubt, UNAUTHORIZED);
      }
      let item: Item;
      let key: string | undefined;
      try {
        const given = itemOf(received, matchPath(settings.path, call.path) ?? {}, files);
        item = given instanceof Promise ? await given : given;
        const id = this.#deliveryId?.(item);
        key = id instanceof Promise ? await id : id;
        if (settings.form) item = formItem(item, settings.form);
      } catch (error) {
        if (!(error instanceof FlowError)) throw error;
        const code = error instanceof BadBody ? error.code : 'DELIVERY_ID';
        const message =
          error instanceof BadBody ? error.message : 'The delivery id cannot be told from the call.';
        return await this.#setAside(received, error.message, refusal(400, code, message));
      }
      // A relay hands a call over until it hears that it is here: without an id of the sender, its own will do.
      key ??= call.relayId;
      const added = journal.inbox.add(hook.n, received, { state: 'received', key });
      return added.is === 'new' ? await this.#begin(added.id, item) : await this.#repeated(added);
    } catch (error) {
      // The disk is full, the vault is locked: not the caller's fault, and another time it may work.
      if (error instanceof FlowError && error.kind === 'user') return CLOSED;
      throw error;
    }
  }

  async #begin(event: string, item: Item): Promise<Reply> {
    const { engine, starter } = this.#services;
    const { respond, deadline } = this.#trigger.settings;
    if (respond === 'received') {
      // Asked for first, so that the commit comes before anything the run does.
      const stored = engine.journal.flush();
      if (starter.isNext(this.#trigger)) starter.start(this.#trigger, event, item);
      else starter.leave();
      await stored;
      return jsonReply(202, { event });
    }
    const room = starter.room(this.#trigger, event);
    if (room) await Promise.all([room, engine.journal.flush()]);
    else if (!this.#trigger.onlyComputes) void engine.journal.flush();
    const handle = starter.start(this.#trigger, event, item);
    return (await answerOf(handle, respond, deadline, engine.journal)) ?? laterReply(event);
  }

  /** The delivery was there before: it starts nothing, and gets the answer that the first one got. */
  async #repeated({ of, sameBody }: Extract<Added, { is: 'repeat' }>): Promise<Reply> {
    const { engine, past } = this.#services;
    const { respond, deadline } = this.#trigger.settings;
    await engine.journal.flush();
    const about = { event: of.id, repeated: true, ...(sameBody ? {} : { sameContent: false }) };
    if (respond === 'received' || !sameBody) return jsonReply(202, about);
    return (await this.#laterAnswer(of, respond, deadline, past)) ?? laterReply(of.id);
  }

  async #laterAnswer(
    of: EventRecord,
    mode: 'finished' | 'node',
    deadline: number,
    past: PastSteps,
  ): Promise<Reply | undefined> {
    const { engine } = this.#services;
    const known = await lateAnswer(of, mode, engine.journal, past);
    if (known) return known;
    const handle = engine.run(runOfEvent(of.id));
    return handle && answerOf(handle, mode, deadline, engine.journal);
  }

  /** Keeps a call that starts nothing, where it can be seen; resolves when that is on disk. */
  async #setAside(received: ReceivedCall, reason: string, reply: Reply): Promise<Reply> {
    const { journal } = this.#services.engine;
    if (this.#quarantine.take(Date.now()) > 0) return reply;
    journal.inbox.add(this.#trigger.hook.n, received, { state: 'quarantined', reason });
    await journal.flush();
    return reply;
  }

  async #doubt(call: WholeCall): Promise<Doubt> {
    const secret = await this.#secret();
    for (const proof of this.#proofs) {
      const doubt = proof.check(call, secret);
      if (doubt !== undefined) return doubt;
    }
    return undefined;
  }

  #receivedOf({ receivedAt, method, url, remote, headers, body }: WholeCall): ReceivedCall {
    return { receivedAt, method, url, remote, headers: keptHeaders(headers, this.#masked), body };
  }
}

function takesType(types: readonly string[], { headers, method }: CallHead): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  const [type = ''] = (headers['content-type'] ?? '').split(';', 1);
  return types.includes(type.trim().toLowerCase());
}
