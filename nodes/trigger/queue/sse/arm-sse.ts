import type { EventSourceMessage } from 'eventsource-parser';
import { StepError, UserError } from '#contract/error';
import { type ArmContext, type HttpResponse, isJsonObject, type Watch } from '#contract/node';
import { buildHeaders, buildUrl } from '#nodes/connect';
import { armLine, type Line, type MessageParams, type Take } from '../line.ts';
import { LARGEST, type Message } from '../message.ts';

interface SseParams extends MessageParams {
  url: string;
  query?: Record<string, unknown> | undefined;
  headers?: Record<string, unknown> | undefined;
  events: readonly string[];
}

/** Milliseconds until a stream that ended is opened again, where the server does not say. */
const RETRY = 3000;
/** Milliseconds that a server can ask for at the most. */
const LONGEST_RETRY = 5 * 60_000;
/** Milliseconds that a stream may last: as long as a timer can. */
const FOR_LONG = 2 ** 31 - 1;

/** Starts a run for each event of a stream, and opens the stream again when it ends. */
export function armSse(ctx: ArmContext<SseParams>): Promise<Watch> {
  return armLine(ctx, async () => {
    const stream = new EventStream(ctx);
    await stream.open();
    return stream;
  });
}

class EventStream implements Line {
  readonly #ctx: ArmContext<SseParams>;
  readonly #url: string;
  readonly #end = new AbortController();
  readonly #signal: AbortSignal;
  #response: HttpResponse | undefined;
  /** Of the last event whose start is on disk. */
  #lastId: string | undefined;
  #retry = RETRY;

  constructor(ctx: ArmContext<SseParams>) {
    this.#ctx = ctx;
    this.#url = buildUrl(ctx.params.url, ctx.params.query).href;
    this.#signal = AbortSignal.any([ctx.signal, this.#end.signal]);
    const kept = ctx.cursor();
    const isOfThis = isJsonObject(kept) && kept.url === this.#url && typeof kept.lastId === 'string';
    this.#lastId = isOfThis ? String(kept.lastId) : undefined;
  }

  async open(): Promise<void> {
    const { headers = {} } = this.#ctx.params;
    const response = await this.#ctx.http.request({
      method: 'GET',
      url: this.#url,
      headers: {
        ...buildHeaders(headers),
        accept: 'text/event-stream',
        'cache-control': 'no-store',
        ...(this.#lastId === undefined ? {} : { 'last-event-id': this.#lastId }),
      },
      signal: this.#signal,
      timeout: FOR_LONG,
      maxBytes: Number.MAX_SAFE_INTEGER,
    });
    checkStream(response);
    this.#response = response;
  }

  async receive(take: Take): Promise<void> {
    const { clock } = this.#ctx;
    for (;;) {
      if (!this.#response) await this.open();
      await this.#read(take);
      this.#response = undefined;
      await clock.until(clock.now() + this.#retry, this.#signal);
    }
  }

  async close(): Promise<void> {
    this.#end.abort(new Error('no longer listened to'));
  }

  /** Takes one event after the other; while one is not stored yet nothing more is read. */
  async #read(take: Take): Promise<void> {
    const { createParser } = await import('eventsource-parser');
    const came: EventSourceMessage[] = [];
    const parser = createParser({
      onEvent: (event) => came.push(event),
      onRetry: (retry) => {
        this.#retry = Math.min(retry, LONGEST_RETRY);
      },
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded') throw tooLarge(this.#url);
      },
      maxBufferSize: 2 * LARGEST,
    });
    const decoder = new TextDecoder();
    for await (const chunk of this.#response?.body ?? []) {
      parser.feed(decoder.decode(chunk, { stream: true }));
      for (const event of came.splice(0)) await this.#take(event, take);
    }
  }

  async #take({ id, event = 'message', data }: EventSourceMessage, take: Take): Promise<void> {
    const { events } = this.#ctx.params;
    // An id holds until there is another one, also for events that have none.
    if (id !== undefined) this.#lastId = id;
    if (events.length > 0 && !events.includes(event)) return;
    const cursor = this.#lastId === undefined ? undefined : { url: this.#url, lastId: this.#lastId };
    await take(this.#message(id, event, data), cursor);
  }

  #message(id: string | undefined, event: string, data: string): Message {
    const { url } = this.#ctx.params;
    return {
      id: id === undefined || id === '' ? undefined : `${this.#url} ${id}`,
      bytes: Buffer.from(data),
      about: { url, key: event, id: id ?? null, headers: {} },
    };
  }
}

function checkStream({ status, headers, url }: HttpResponse): void {
  const { host } = new URL(url);
  if (status === 401 || status === 403) {
    throw new UserError(`${host} refuses the sign-in (status ${status})`, {
      code: 'SIGN_IN_REFUSED',
      hint: 'Check the connection of the trigger.',
    });
  }
  if (status !== 200) {
    throw new StepError(`${host} answers with the status ${status} instead of events`, {
      code: `HTTP_${status}`,
      hint: status >= 500 || status === 429 ? 'It is tried again by itself.' : 'Check the URL.',
    });
  }
  if (/^text\/event-stream\b/i.test(headers['content-type'] ?? '')) return;
  const type = headers['content-type'] ?? 'something unnamed';
  throw new UserError(`${host} sends ${type}, not a stream of events`, {
    code: 'NO_EVENT_STREAM',
    hint: 'Check the URL; for a list that is asked for again and again use Poll an API.',
  });
}

function tooLarge(url: string): StepError {
  return new StepError(`${new URL(url).host} sends an event of more than ${2 * LARGEST} letters`, {
    code: 'EVENT_TOO_LARGE',
    hint: 'It cannot be taken, nor what comes after it; ask the service for smaller ones.',
  });
}
