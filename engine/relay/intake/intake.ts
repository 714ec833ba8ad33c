import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CallHeadOnWire, PAIR_PATH, pairRequest } from '#engine/relay-link';
import type { Figures } from '../figures.ts';
import type { RelayLimits } from '../limits.ts';
import type { Sessions } from '../link/sessions.ts';
import type { Destination, Devices } from '../store/devices.ts';
import { type Messages, newMessageId } from '../store/messages.ts';
import { identityOf } from './identity.ts';
import { Rates } from './rates.ts';
import { Bodies, type BodyProblem } from './read-body.ts';
import {
  ASLEEP,
  BUSY,
  CANNOT_STORE,
  FULL,
  json,
  NOT_FOUND,
  type RelayReply,
  refusal,
  reply,
  tooLarge,
  tooMany,
} from './replies.ts';
import type { SourceOf } from './source.ts';

export interface IntakeServices {
  devices: Devices;
  messages: Messages;
  sessions: Sessions;
  figures: Figures;
  limits: RelayLimits;
  sourceOf: SourceOf;
  onError(error: unknown): void;
}

const MAX_PAIR_BODY = 4096;
/** Attempts to pair, a second and address, and of all. */
const PAIR_RATE = 0.5;
const ALL_PAIR_RATE = 5;

/** Takes calls from the internet. */
export class Intake {
  readonly #services: IntakeServices;
  readonly #bodies: Bodies;
  readonly #sources: Rates;
  readonly #devices: Rates;
  readonly #pairing = new Rates(PAIR_RATE);
  readonly #allPairing = new Rates(ALL_PAIR_RATE);

  constructor(services: IntakeServices) {
    this.#services = services;
    this.#bodies = new Bodies(services.limits.memory);
    this.#sources = new Rates(services.limits.perSource);
    this.#devices = new Rates(services.limits.perDevice);
  }

  /** Whether an address may connect just now. */
  letsIn(request: IncomingMessage): boolean {
    return this.#sources.take(this.#services.sourceOf(request), Date.now()) === 0;
  }

  /** @param goOn says that the caller may send the body, where it asked */
  async take(request: IncomingMessage, response: ServerResponse, goOn: () => void): Promise<void> {
    const receivedAt = Date.now();
    const remote = this.#services.sourceOf(request);
    const wait = this.#sources.take(remote, receivedAt);
    const url = request.url ?? '/';
    if (wait > 0) return this.#refuse(request, response, 'rate', tooMany(wait));
    if (request.method === 'POST' && url === PAIR_PATH) {
      goOn();
      return await this.#pair(request, response, remote);
    }
    const place = /^\/([0-9a-f]{32})\/([\w-]{1,64})(?=[/?]|$)/.exec(url);
    const to = place && this.#services.devices.destination(place[1] as string, place[2] as string);
    if (!place || !to) return this.#refuse(request, response, 'unknown', NOT_FOUND);
    const refused = this.#refuseHead(to, Number(request.headers['content-length'] ?? 0), receivedAt);
    if (refused) return this.#refuse(request, response, ...refused);
    goOn();
    const limit = this.#limitOf(to);
    await this.#bodies.read(request, limit, async (body) => {
      if (typeof body === 'string') return this.#refuseBody(request, response, body, limit);
      const prefix = `/${place[1]}`;
      const head: CallHeadOnWire = {
        method: request.method ?? 'GET',
        url: url.slice(prefix.length),
        // Signatures over the whole address need what was cut off.
        headers: { ...(request.headers as CallHeadOnWire['headers']), 'x-forwarded-prefix': prefix },
        remote,
      };
      reply(request, response, await this.#answer(to, receivedAt, head, body));
    });
  }

  #limitOf({ maxBody }: Destination): number {
    return Math.min(maxBody, this.#services.limits.maxBody);
  }

  #refuseHead(to: Destination, length: number, now: number): [string, RelayReply] | undefined {
    const { limits, sessions } = this.#services;
    const wait = this.#devices.take(to.device, now);
    if (wait > 0) return ['rate', tooMany(wait)];
    if (length > this.#limitOf(to)) return ['size', tooLarge(this.#limitOf(to))];
    if (to.answer === 'through') return sessions.of(to.device) ? undefined : ['asleep', ASLEEP];
    const isFull = to.storedCount >= limits.maxMessages || to.storedBytes + length > limits.maxBytes;
    return isFull ? ['full', FULL] : undefined;
  }

  async #answer(
    to: Destination,
    receivedAt: number,
    head: CallHeadOnWire,
    body: Buffer,
  ): Promise<RelayReply> {
    const { sessions, messages, figures, onError } = this.#services;
    if (to.answer === 'through') {
      figures.add('passed_total');
      return (await sessions.of(to.device)?.call(receivedAt, head, body)) ?? ASLEEP;
    }
    const own = newMessageId();
    const asked = to.answer === 'asked' ? sessions.of(to.device) : undefined;
    const answer = asked?.answerTo(own);
    try {
      const identity = identityOf(head, body);
      const { id, isNew } = await messages.add(to, { id: own, receivedAt, head, body, identity });
      figures.add(isNew ? 'stored_total' : 'repeated_total');
      if (!isNew) asked?.stopAsking(own);
      sessions.of(to.device)?.pump();
      return (await answer) ?? json(202, { id });
    } catch (error) {
      asked?.stopAsking(own);
      onError(error);
      figures.add('refused_total', '{reason="disk"}');
      return CANNOT_STORE;
    }
  }

  async #pair(request: IncomingMessage, response: ServerResponse, remote: string): Promise<void> {
    const now = Date.now();
    const wait = Math.max(this.#pairing.take(remote, now), this.#allPairing.take('', now));
    if (wait > 0) return this.#refuse(request, response, 'rate', tooMany(wait));
    await this.#bodies.read(request, MAX_PAIR_BODY, async (body) => {
      if (typeof body === 'string') return this.#refuseBody(request, response, body, MAX_PAIR_BODY);
      const given = pairRequest.safeParse(parse(body));
      const device = given.success ? this.#services.devices.pair(given.data) : undefined;
      if (device) reply(request, response, json(201, { device: device.id, mailbox: device.mailbox }));
      else this.#refuse(request, response, 'code', BAD_CODE);
    });
  }

  #refuseBody(request: IncomingMessage, response: ServerResponse, problem: BodyProblem, limit: number): void {
    if (problem === 'gone') response.destroy();
    else if (problem === 'busy') this.#refuse(request, response, 'busy', BUSY);
    else this.#refuse(request, response, 'size', tooLarge(limit));
  }

  #refuse(request: IncomingMessage, response: ServerResponse, reason: string, answer: RelayReply): void {
    this.#services.figures.add('refused_total', `{reason="${reason}"}`);
    reply(request, response, answer);
  }
}

const BAD_CODE = refusal(403, 'BAD_CODE', 'The code is not valid, has been used, or is too old.');

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
