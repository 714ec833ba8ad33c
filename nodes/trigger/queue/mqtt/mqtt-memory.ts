import { createHash, randomUUID } from 'node:crypto';
import { isJsonObject } from '#contract/node';

/** Messages that are remembered: more than brokers send before the first of them is acknowledged. */
const REMEMBERED = 64;

/** What tells a message that comes again: brokers number only those that are not acknowledged yet. */
interface Delivery {
  packet: number;
  digest: string;
}

/**
 * What a trigger remembers of its session with the broker. MQTT gives messages no identity of
 * their own: one that comes again is known by its packet number, its content, and the broker's
 * saying so.
 */
export class MqttMemory {
  /** Id of the client, by which the broker knows the session: of this machine alone. */
  readonly session: string;
  /** What the session is subscribed to. */
  topics: readonly string[];
  #taken: readonly Delivery[];

  constructor(cursor: unknown) {
    const kept = isJsonObject(cursor) ? cursor : {};
    this.session = typeof kept.session === 'string' ? kept.session : `flowbench-${randomUUID()}`;
    this.topics = Array.isArray(kept.topics) ? kept.topics : [];
    this.#taken = Array.isArray(kept.taken) ? kept.taken : [];
  }

  /** Whether a message that the broker sends again has started its run already. */
  isTaken({ packet, digest }: Delivery): boolean {
    return this.#taken.some((taken) => taken.packet === packet && taken.digest === digest);
  }

  take(delivery: Delivery): void {
    this.#taken = [...this.#taken.slice(1 - REMEMBERED), delivery];
  }

  toJSON(): object {
    return { session: this.session, topics: this.topics, taken: this.#taken };
  }
}

/** The content of a message, in a few letters. */
export function digestOf(topic: string, bytes: Uint8Array): string {
  return createHash('sha256').update(topic).update('\0').update(bytes).digest('base64url').slice(0, 16);
}
