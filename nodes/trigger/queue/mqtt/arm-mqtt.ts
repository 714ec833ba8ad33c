import type { IClientOptions, IPublishPacket, MqttClient } from 'mqtt';
import type { ArmContext, NodeConnection, Watch } from '#contract/node';
import { brokerError, brokerLost, signInRefused, sourceRefused } from '../broker-error.ts';
import { armLine, type Line, type MessageParams, type Take } from '../line.ts';
import { asJson, type Message } from '../message.ts';
import { digestOf, MqttMemory } from './mqtt-memory.ts';

interface MqttParams extends MessageParams {
  topics: readonly string[];
  qos: '0' | '1';
}

/** Milliseconds to connect. */
const CONNECT_TIMEOUT = 20_000;
/** Seconds without a word after which the other side asks whether one is still there. */
const KEEP_ALIVE = 60;
/** Seconds that the broker is asked to keep the session: 7 days. */
const SESSION = 7 * 24 * 60 * 60;
/** What brokers answer to a user they do not know, in MQTT 3.1.1 and 5. */
const REFUSALS: readonly unknown[] = [4, 5, 134, 135];
/** Messages that are not acknowledged yet, at the most; asked for in MQTT 5. */
const IN_FLIGHT = 20;

/** Starts a run for each message on some topics, and acknowledges it once that is on disk. */
export function armMqtt(ctx: ArmContext<MqttParams>): Promise<Watch> {
  return armLine(ctx, async () => {
    const connection = await ctx.connection();
    const memory = new MqttMemory(ctx.cursor());
    const broker = `the MQTT broker ${new URL(String(connection.values.url)).host}`;
    const options = optionsOf(connection, memory.session, ctx.params.qos);
    const session = new MqttSession(ctx, memory, broker);
    await session.connect(String(connection.values.url), options);
    try {
      await session.listen();
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  });
}

/** One connection to the broker; messages are handed on one after the other. */
class MqttSession implements Line {
  readonly #ctx: ArmContext<MqttParams>;
  readonly #memory: MqttMemory;
  readonly #broker: string;
  readonly #take = Promise.withResolvers<Take>();
  readonly #broken = Promise.withResolvers<never>();
  /** Settles when the topics are subscribed to. */
  #subscribed: Promise<void> = Promise.resolve();
  readonly #hasMessage = Promise.withResolvers<void>();
  #client: MqttClient | undefined;
  /** Whether the broker has kept what it knew of this client. */
  #isKnown = false;

  constructor(ctx: ArmContext<MqttParams>, memory: MqttMemory, broker: string) {
    this.#ctx = ctx;
    this.#memory = memory;
    this.#broker = broker;
    this.#broken.promise.catch(() => undefined);
  }

  async connect(url: string, options: IClientOptions): Promise<void> {
    const { connect } = await import('mqtt');
    await new Promise<void>((resolve, reject) => {
      const client = connect(url, options);
      this.#client = client;
      client.handleMessage = (packet, done) => {
        this.#hasMessage.resolve();
        this.#handle(packet as IPublishPacket).then(() => done(), this.#broken.reject);
      };
      client.on('connect', ({ sessionPresent }) => {
        this.#isKnown = sessionPresent;
        resolve();
      });
      client.on('error', (error) => {
        const isRefused = 'code' in error && REFUSALS.includes(error.code);
        reject(isRefused ? signInRefused(this.#broker) : brokerError(this.#broker, error));
      });
      client.on('close', () => {
        reject(brokerLost(this.#broker));
        this.#broken.reject(brokerLost(this.#broker));
      });
    }).catch((error: unknown) => {
      this.#client?.end(true);
      throw error;
    });
  }

  /** Resolves when messages come: a broker may answer only after some that were waiting. */
  async listen(): Promise<void> {
    this.#subscribed = this.#subscribe();
    this.#subscribed.catch(() => undefined);
    await Promise.race([this.#subscribed, this.#hasMessage.promise, this.#broken.promise]);
  }

  async receive(take: Take): Promise<void> {
    this.#take.resolve(take);
    await Promise.race([this.#subscribed, this.#broken.promise]);
    await this.#broken.promise;
  }

  close(): Promise<void> {
    return this.#client?.endAsync(true) ?? Promise.resolve();
  }

  /** Where the session is known as it is to be, nothing is asked for: retained messages would come again. */
  async #subscribe(): Promise<void> {
    const { topics, qos } = this.#ctx.params;
    const client = this.#client;
    // First of all: a session that nobody remembers would keep messages for nobody.
    if (!this.#isKnown) await this.#ctx.moveCursor(this.#memory);
    const before = this.#isKnown ? this.#memory.topics : [];
    const wanted = topics.filter((topic) => !before.includes(topic));
    const gone = before.filter((topic) => !topics.includes(topic));
    if (wanted.length + gone.length === 0) return;
    if (gone.length > 0) await client?.unsubscribeAsync(gone);
    if (wanted.length > 0) {
      await client?.subscribeAsync(wanted, { qos: qos === '1' ? 1 : 0 }).catch((error: unknown) => {
        throw sourceRefused(
          `${this.#broker} does not let this user listen to ${wanted.join(', ')}: ${String(error)}`,
          'Check the topics, and what the user may do.',
        );
      });
    }
    this.#memory.topics = topics;
    await this.#ctx.moveCursor(this.#memory);
  }

  async #handle(packet: IPublishPacket): Promise<void> {
    const take = await this.#take.promise;
    const message = toMessage(packet);
    if (packet.qos === 0) return take(message);
    const delivery = { packet: packet.messageId ?? 0, digest: digestOf(packet.topic, message.bytes) };
    if (packet.dup && this.#memory.isTaken(delivery)) return;
    this.#memory.take(delivery);
    // What comes in the meantime is not looked at, so the answer to a sign of life is not seen.
    const alive = setInterval(
      () => {
        this.#client?.sendPing();
        this.#client?.reschedulePing(true);
      },
      (KEEP_ALIVE * 1000) / 3,
    );
    try {
      await take(message, this.#memory);
    } finally {
      clearInterval(alive);
    }
  }
}

function toMessage({ topic, payload, qos, retain, dup, properties }: IPublishPacket): Message {
  return {
    id: undefined,
    bytes: typeof payload === 'string' ? Buffer.from(payload) : payload,
    contentType: properties?.contentType,
    about: {
      topic,
      key: topic,
      id: null,
      headers: asJson(properties?.userProperties ?? {}),
      qos,
      retained: retain,
      redelivered: dup,
    },
  };
}

function optionsOf({ values }: NodeConnection, clientId: string, qos: '0' | '1'): IClientOptions {
  const { user, password, ca, version } = values;
  const isFive = version !== '3.1.1';
  const keeps = qos === '1';
  return {
    clientId,
    protocolVersion: isFive ? 5 : 4,
    clean: !keeps,
    // The trigger is armed again when the line breaks.
    reconnectPeriod: 0,
    connectTimeout: CONNECT_TIMEOUT,
    keepalive: KEEP_ALIVE,
    ...(typeof user === 'string' && user !== '' ? { username: user } : {}),
    ...(typeof password === 'string' ? { password } : {}),
    ...(typeof ca === 'string' && ca !== '' ? { ca } : {}),
    ...(isFive
      ? { properties: { receiveMaximum: IN_FLIGHT, ...(keeps ? { sessionExpiryInterval: SESSION } : {}) } }
      : {}),
  };
}
