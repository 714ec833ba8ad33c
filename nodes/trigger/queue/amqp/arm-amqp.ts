import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import type { ArmContext, NodeConnection, Watch } from '#contract/node';
import { brokerError, brokerLost, signInRefused, sourceRefused } from '../broker-error.ts';
import { armLine, type Line, type MessageParams } from '../line.ts';
import { asJson, type Message } from '../message.ts';

interface AmqpParams extends MessageParams {
  queue: string;
  exchange?: string | undefined;
  bindings: readonly string[];
  prefetch: number;
}

/** Milliseconds to connect. */
const CONNECT_TIMEOUT = 20_000;
/** Seconds between two signs of life. */
const HEARTBEAT = 20;

/** Starts a run for each message of a queue, and acknowledges it once that is on disk. */
export function armAmqp(ctx: ArmContext<AmqpParams>): Promise<Watch> {
  return armLine(ctx, async () => {
    const connection = await ctx.connection();
    const broker = nameOf(connection);
    const model = await connect(connection, broker);
    // What breaks before anything is received is told by the call that it breaks.
    model.on('error', () => undefined);
    try {
      const channel = await prepare(model, ctx.params, broker);
      return lineOf(model, channel, ctx.params, broker);
    } catch (error) {
      await model.close().catch(() => undefined);
      throw error;
    }
  });
}

function lineOf(model: ChannelModel, channel: Channel, { queue }: AmqpParams, broker: string): Line {
  return {
    receive: (take) =>
      new Promise((_, reject) => {
        model.on('close', (error) => reject(brokerLost(broker, error)));
        channel.on('error', (error) => reject(brokerError(broker, error)));
        channel.on('close', () => reject(brokerLost(broker)));
        const onMessage = (message: ConsumeMessage | null): void => {
          if (!message) {
            reject(
              sourceRefused(
                `${broker} has deleted the queue "${queue}"`,
                'Make it again, or change the queue.',
              ),
            );
          } else
            take(toMessage(message, queue))
              .then(() => channel.ack(message))
              .catch(reject);
        };
        channel.consume(queue, onMessage).catch((error: unknown) => reject(refusal(error, broker, queue)));
      }),
    close: () => model.close(),
  };
}

function toMessage({ content, fields, properties }: ConsumeMessage, queue: string): Message {
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  const id = text(properties.messageId);
  const contentType = text(properties.contentType);
  return {
    id: id === null ? undefined : `id:${id}`,
    bytes: content,
    contentType: contentType ?? undefined,
    about: {
      queue,
      exchange: fields.exchange,
      key: fields.routingKey,
      id,
      headers: asJson(properties.headers ?? {}),
      contentType,
      correlationId: text(properties.correlationId),
      replyTo: text(properties.replyTo),
      redelivered: fields.redelivered,
    },
  };
}

async function connect({ values }: NodeConnection, broker: string): Promise<ChannelModel> {
  const { connect } = await import('amqplib');
  const url = new URL(String(values.url));
  if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', String(HEARTBEAT));
  try {
    return await connect(url.href, {
      timeout: CONNECT_TIMEOUT,
      clientProperties: { connection_name: 'Flowbench' },
      ...(typeof values.ca === 'string' && values.ca !== '' ? { ca: values.ca } : {}),
    });
  } catch (error) {
    if (/ACCESS.REFUSED/i.test(String(error))) throw signInRefused(broker);
    throw brokerError(broker, error);
  }
}

/** Opens a channel on which the queue can be consumed. */
async function prepare(model: ChannelModel, params: AmqpParams, broker: string): Promise<Channel> {
  const { queue, exchange, bindings, prefetch } = params;
  const isBound = exchange !== undefined && exchange !== '';
  try {
    let channel = await openChannel(model);
    if (isBound && !(await isThere(channel, queue))) {
      // The broker closes the channel on which it was asked in vain.
      channel = await openChannel(model);
      await channel.assertQueue(queue, { durable: true });
    }
    if (!isBound) await channel.checkQueue(queue);
    else for (const key of bindings) await channel.bindQueue(queue, exchange, key);
    await channel.prefetch(prefetch);
    return channel;
  } catch (error) {
    throw refusal(error, broker, queue, exchange);
  }
}

async function openChannel(model: ChannelModel): Promise<Channel> {
  const channel = await model.createChannel();
  channel.on('error', () => undefined);
  return channel;
}

function isThere(channel: Channel, queue: string): Promise<boolean> {
  return channel.checkQueue(queue).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 404) return false;
      throw error;
    },
  );
}

function refusal(error: unknown, broker: string, queue: string, exchange?: string): Error {
  switch (codeOf(error)) {
    case 404: {
      const what = exchange ? `exchange "${exchange}"` : `queue "${queue}"`;
      return sourceRefused(
        `${broker} has no ${what}`,
        'Check its name and the virtual host in the connection.',
      );
    }
    case 403:
      return sourceRefused(
        `${broker} does not let this user read the queue "${queue}"`,
        'Give the user the right to.',
      );
    case 405:
      return sourceRefused(
        `the queue "${queue}" is in use by another connection alone`,
        'Close the other one.',
      );
    default:
      return brokerError(broker, error);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function nameOf({ values }: NodeConnection): string {
  return `the AMQP broker ${new URL(String(values.url)).host}`;
}
