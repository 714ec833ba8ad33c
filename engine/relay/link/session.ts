import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import {
  type CallHeadOnWire,
  decodeFrame,
  deviceFrame,
  encodeFrame,
  type RelayFrame,
  WINDOW,
} from '#engine/relay-link';
import type { Figures } from '../figures.ts';
import { ASLEEP, type RelayReply, TOO_LATE } from '../intake/replies.ts';
import type { Device, Devices } from '../store/devices.ts';
import type { Message, Messages } from '../store/messages.ts';

export interface SessionServices {
  devices: Devices;
  messages: Messages;
  figures: Figures;
  limits: { answerTime: number; askTime: number; maxOpenCalls: number };
  onError(error: unknown): void;
}

interface Waiter {
  resolve(reply: RelayReply | undefined): void;
  timer: NodeJS.Timeout;
}

/** Bytes of messages that are under way at once; one may always be. */
const WINDOW_BYTES = 16 * 1024 * 1024;

/** A connected device: hands its messages over and passes calls through. */
export class Session {
  readonly device: Device;
  readonly #socket: WebSocket;
  readonly #services: SessionServices;
  /** Bytes of the messages that are under way, by id. */
  readonly #sent = new Map<string, number>();
  #sentBytes = 0;
  /** Up to here messages have been handed over, in this session. */
  #position = 0;
  /** Messages that are to be handed over once more. */
  #due: string[] = [];
  readonly #postponed = new Map<string, NodeJS.Timeout>();
  readonly #waiters = new Map<string, Waiter>();
  /** Messages whose sender waits for the answer. */
  readonly #asked = new Map<string, Waiter>();

  constructor(device: Device, socket: WebSocket, services: SessionServices) {
    this.device = device;
    this.#socket = socket;
    this.#services = services;
    socket.on('message', (data, isBinary) => this.#take(isBinary ? (data as Buffer) : undefined));
    socket.on('close', () => this.#closed());
    socket.on('error', () => socket.terminate());
    this.#send({ is: 'hello', device: device.id, mailbox: device.mailbox, waiting: device.storedCount });
  }

  /** Hands over what waits, as far as the window reaches. */
  pump(): void {
    const { messages } = this.#services;
    while (this.#hasRoom) {
      const again = this.#due.shift();
      if (again === undefined) break;
      const message = messages.find(this.device.id, again);
      if (message) this.#hand(message);
    }
    // Few at a time: bodies may be large.
    while (this.#hasRoom) {
      const limit = Math.min(32, WINDOW - this.#sent.size);
      const found = messages.after(this.device.id, this.#position, limit);
      for (const message of found) {
        if (!this.#hasRoom) return;
        this.#position = message.n;
        this.#hand(message);
      }
      if (found.length < limit) return;
    }
  }

  /** Passes a call on and resolves with the answer. */
  call(receivedAt: number, head: CallHeadOnWire, body: Buffer): Promise<RelayReply> {
    const { limits } = this.#services;
    if (this.#waiters.size >= limits.maxOpenCalls) return Promise.resolve(ASLEEP);
    const id = `call_${randomBytes(8).toString('hex')}`;
    this.#send({ is: 'call', id, receivedAt, head }, body);
    return this.#wait(this.#waiters, id, limits.answerTime).then((answer) => answer ?? TOO_LATE);
  }

  /**
   * The device's answer to a message; undefined where none comes in time. To be asked for before
   * the message is stored: from then on it may be handed over.
   */
  answerTo(id: string): Promise<RelayReply | undefined> {
    return this.#wait(this.#asked, id, this.#services.limits.askTime);
  }

  /** Nobody waits for the answer to a message. */
  stopAsking(id: string): void {
    settle(this.#asked, id, undefined);
  }

  ping(): void {
    this.#socket.ping();
  }

  /** @param code of the WebSocket protocol */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    // Whoever sleeps does not answer.
    setTimeout(() => this.#socket.terminate(), 1000).unref();
  }

  get #hasRoom(): boolean {
    const open = this.#socket.readyState === this.#socket.OPEN;
    return open && this.#sent.size < WINDOW && this.#sentBytes < WINDOW_BYTES;
  }

  #hand({ id, receivedAt, head, body }: Message): void {
    if (this.#sent.has(id) || this.#postponed.has(id)) return;
    this.#sent.set(id, body.byteLength);
    this.#sentBytes += body.byteLength;
    this.#services.figures.add('handed_total');
    this.#send({ is: 'message', id, receivedAt, head, ask: this.#asked.has(id) }, body);
  }

  #take(data: Buffer | undefined): void {
    try {
      if (!data) throw new Error('not a binary frame');
      const { head, body } = decodeFrame(data);
      this.#handle(deviceFrame.parse(head), body);
    } catch {
      this.close(1008, 'not understood');
    }
  }

  #handle(frame: ReturnType<typeof deviceFrame.parse>, body: Buffer): void {
    const { devices, figures } = this.#services;
    switch (frame.is) {
      case 'routes':
        devices.setRoutes(this.device.id, frame.routes);
        this.#send({ is: 'routed' });
        return;
      case 'rotate':
        devices.rotate(this.device.id, frame.keyHash);
        this.#send({ is: 'rotated' });
        return;
      case 'answer':
        settle(this.#waiters, frame.id, { status: frame.status, headers: frame.headers, body });
        return;
      case 'later':
        this.#release(frame.id);
        figures.add('postponed_total');
        this.#postpone(frame.id, frame.after * 1000);
        settle(this.#asked, frame.id, undefined);
        return;
      case 'ack':
        settle(this.#asked, frame.id, frame.reply && { ...frame.reply, body });
        this.#acknowledge(frame.id);
    }
  }

  #acknowledge(id: string): void {
    const { messages, figures, onError } = this.#services;
    messages.acknowledge(this.device.id, id).then((was) => {
      if (was) figures.add('acknowledged_total');
      this.#release(id);
      this.pump();
    }, onError);
  }

  #postpone(id: string, ms: number): void {
    const timer = setTimeout(() => {
      this.#postponed.delete(id);
      this.#due.push(id);
      this.pump();
    }, ms);
    clearTimeout(this.#postponed.get(id));
    this.#postponed.set(id, timer);
    this.pump();
  }

  #release(id: string): void {
    this.#sentBytes -= this.#sent.get(id) ?? 0;
    this.#sent.delete(id);
  }

  #wait(waiters: Map<string, Waiter>, id: string, ms: number): Promise<RelayReply | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(waiters, id, undefined), ms);
      waiters.set(id, { resolve, timer });
    });
  }

  #closed(): void {
    for (const timer of this.#postponed.values()) clearTimeout(timer);
    for (const id of [...this.#waiters.keys()]) settle(this.#waiters, id, ASLEEP);
    for (const id of [...this.#asked.keys()]) settle(this.#asked, id, undefined);
  }

  #send(frame: RelayFrame, body?: Uint8Array): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(encodeFrame(frame, body));
  }
}

function settle(waiters: Map<string, Waiter>, id: string, reply: RelayReply | undefined): void {
  const waiter = waiters.get(id);
  if (!waiter) return;
  waiters.delete(id);
  clearTimeout(waiter.timer);
  waiter.resolve(reply);
}
