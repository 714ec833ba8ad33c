import { WebSocket } from 'ws';
import {
  type DeviceFrame,
  decodeFrame,
  encodeFrame,
  HEARTBEAT,
  LINK_PATH,
  MAX_FRAME,
  type RelayFrame,
  relayFrame,
} from '#engine/relay-link';

export interface LinkEvents {
  frame(frame: RelayFrame, body: Buffer): void;
  /** @param status of the answer where the relay refused the connection, else the code it was closed with */
  closed(why: { status?: number | undefined; code?: number; message: string }): void;
}

/** Milliseconds for connecting. */
const PATIENCE = 15_000;
/** A relay that is not heard of for this long is gone. */
const SILENCE = HEARTBEAT * 2.5;

/** One connection to a relay, from its beginning to its end. */
export class Link {
  readonly #socket: WebSocket;
  readonly #events: LinkEvents;
  #silence: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(url: string, key: string, events: LinkEvents) {
    this.#events = events;
    this.#socket = new WebSocket(url.replace(/^http/, 'ws') + LINK_PATH, {
      headers: { authorization: `Bearer ${key}` },
      handshakeTimeout: PATIENCE,
      maxPayload: MAX_FRAME,
      perMessageDeflate: false,
      followRedirects: false,
    });
    this.#socket.on('unexpected-response', (_, response) => {
      response.resume();
      this.#end({ status: response.statusCode, message: `it answered ${response.statusCode}` });
    });
    this.#socket.on('error', (error) => this.#end({ message: error.message }));
    this.#socket.on('close', (code, reason) =>
      this.#end({ code, message: String(reason) || 'it was closed' }),
    );
    this.#socket.on('ping', () => this.#heard());
    this.#socket.on('message', (data) => this.#take(data as Buffer));
    this.#heard();
  }

  send(frame: DeviceFrame, body?: Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(encodeFrame(frame, body));
  }

  /** Ends it at once, without waiting for an answer. */
  end(message = 'it was ended'): void {
    this.#end({ message });
  }

  #take(data: Buffer): void {
    this.#heard();
    try {
      const { head, body } = decodeFrame(data);
      this.#events.frame(relayFrame.parse(head), body);
    } catch {
      this.#end({ message: 'it does not speak as a relay does' });
    }
  }

  #heard(): void {
    clearTimeout(this.#silence);
    if (!this.#ended)
      this.#silence = setTimeout(() => this.#end({ message: 'it was not heard of' }), SILENCE).unref();
  }

  #end(why: Parameters<LinkEvents['closed']>[0]): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#silence);
    this.#socket.on('error', () => undefined);
    this.#socket.terminate();
    this.#events.closed(why);
  }
}
