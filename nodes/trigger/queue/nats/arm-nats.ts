import { createHash } from 'node:crypto';
import type { Consumer, ConsumerConfig, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { parseDuration } from '#contract/flow';
import type { ArmContext, NodeConnection, Watch } from '#contract/node';
import { brokerError, brokerLost, signInRefused, sourceRefused } from '../broker-error.ts';
import { armLine, type Line, type MessageParams, type Take } from '../line.ts';
import type { Message } from '../message.ts';

interface NatsParams extends MessageParams {
  stream: string;
  subjects: readonly string[];
  consumer?: string | undefined;
  first: 'new' | 'all';
  prefetch: number;
  redeliver: string;
}

type Filter = Pick<Partial<ConsumerConfig>, 'filter_subject' | 'filter_subjects'>;

/** Milliseconds to connect. */
const CONNECT_TIMEOUT = 20_000;
/** Milliseconds that the server lets a fetch wait for messages. */
const WAIT = 10_000;

/** Starts a run for each message of a stream, and acknowledges it once that is on disk. */
export function armNats(ctx: ArmContext<NatsParams>): Promise<Watch> {
  return armLine(ctx, async () => {
    const connection = await ctx.connection();
    const server = `the NATS server ${String(connection.values.servers).trim()}`;
    const nc = await connect(connection, server);
    try {
      return await lineOf(nc, ctx, server);
    } catch (error) {
      await nc.close();
      throw refusal(error, ctx.params, server);
    }
  });
}

async function lineOf(nc: NatsConnection, ctx: ArmContext<NatsParams>, server: string): Promise<Line> {
  const { jetstreamManager } = await import('@nats-io/jetstream');
  const { params } = ctx;
  const manager = await jetstreamManager(nc);
  // A stream that has been made anew counts from one again.
  const { created } = await manager.streams.info(params.stream);
  const name = nameOf(ctx);
  await prepare(manager, name, params);
  const consumer = await manager.jetstream().consumers.get(params.stream, name);
  const lost = async (): Promise<never> => {
    throw brokerLost(server, (await nc.closed()) ?? undefined);
  };
  return {
    receive: (take) => Promise.race([fetchAll(consumer, params, created, take, server), lost()]),
    close: () => nc.close(),
  };
}

async function fetchAll(
  consumer: Consumer,
  params: NatsParams,
  created: string,
  take: Take,
  server: string,
): Promise<never> {
  for (;;) {
    const messages = await consumer.fetch({ max_messages: params.prefetch, expires: WAIT }).catch((error) => {
      throw refusal(error, params, server);
    });
    for await (const message of messages) {
      await take(toMessage(message, created));
      message.ack();
    }
  }
}

function toMessage(message: JsMsg, created: string): Message {
  const { info, subject, headers, data } = message;
  const names = headers?.keys() ?? [];
  return {
    id: `${info.stream}@${created}:${info.streamSequence}`,
    bytes: data,
    contentType: headers?.get('Content-Type') || undefined,
    about: {
      stream: info.stream,
      subject,
      key: subject,
      id: String(info.streamSequence),
      headers: Object.fromEntries(names.map((name) => [name, headers?.values(name).join(', ')])),
      sentAt: message.time.toISOString(),
      redelivered: message.redelivered,
    },
  };
}

/** The durable consumer: the one that is there, or a new one. */
async function prepare(manager: JetStreamManager, name: string, params: NatsParams): Promise<void> {
  const { AckPolicy, DeliverPolicy, JetStreamApiCodes, JetStreamApiError } = await import(
    '@nats-io/jetstream'
  );
  const { stream, subjects, first, prefetch, redeliver } = params;
  const limits = { max_ack_pending: prefetch, ack_wait: (parseDuration(redeliver) ?? 0) * 1e6 };
  const before = await manager.consumers.info(stream, name).catch((error: unknown) => {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound)
      return undefined;
    throw error;
  });
  if (before) {
    const filter = changedFilter(subjects, before.config);
    await manager.consumers.update(stream, name, { ...limits, ...filter });
    return;
  }
  const [only] = subjects;
  await manager.consumers.add(stream, {
    ...limits,
    // Several are known only to servers since 2.10, one is known to all.
    ...(subjects.length > 1 ? { filter_subjects: [...subjects] } : {}),
    ...(subjects.length === 1 && only !== undefined ? { filter_subject: only } : {}),
    durable_name: name,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: first === 'all' ? DeliverPolicy.All : DeliverPolicy.New,
  });
}

/** What makes a consumer listen to other subjects than before: each of the two ways to name them excludes the other. */
function changedFilter(subjects: readonly string[], before: Filter): Filter {
  if (subjects.length > 1) return { filter_subject: '', filter_subjects: [...subjects] };
  const [only = '>'] = subjects;
  const hadSeveral = before.filter_subjects !== undefined;
  if (!hadSeveral && (before.filter_subject ?? '>') === only) return {};
  return { filter_subject: only, ...(hadSeveral ? { filter_subjects: [] } : {}) };
}

function nameOf({ params, flow, node }: ArmContext<NatsParams>): string {
  if (params.consumer !== undefined && params.consumer !== '') return params.consumer;
  return `flowbench-${createHash('sha256')
    .update(JSON.stringify([flow.id, node]))
    .digest('hex')
    .slice(0, 16)}`;
}

async function connect({ values }: NodeConnection, server: string): Promise<NatsConnection> {
  const nats = await import('@nats-io/transport-node');
  const text = (name: string): string => (typeof values[name] === 'string' ? values[name] : '');
  const servers = text('servers')
    .split(',')
    .map((each) => each.trim());
  const isEncrypted = values.tls === true || servers.some((each) => each.startsWith('tls://'));
  const ca = text('ca');
  const login = {
    none: {},
    password: { user: text('user'), pass: text('password') },
    token: { token: text('token') },
    creds: { authenticator: nats.credsAuthenticator(new TextEncoder().encode(text('creds'))) },
  }[text('method') as 'none' | 'password' | 'token' | 'creds'];
  try {
    return await nats.connect({
      servers: servers.map((each) => each.replace(/^\w+:\/\//, '')),
      name: 'Flowbench',
      // The trigger is armed again when the line breaks; servers it is told of are not those of the connection.
      reconnect: false,
      ignoreClusterUpdates: true,
      timeout: CONNECT_TIMEOUT,
      ...(isEncrypted || ca !== '' ? { tls: ca === '' ? {} : { ca } } : {}),
      ...login,
    });
  } catch (error) {
    if (error instanceof nats.errors.AuthorizationError) throw signInRefused(server);
    throw brokerError(server, error instanceof Error && error.cause instanceof Error ? error.cause : error);
  }
}

function refusal(error: unknown, { stream }: NatsParams, server: string): Error {
  const text = String(error);
  if (/stream not found/i.test(text)) {
    return sourceRefused(
      `${server} has no stream "${stream}"`,
      'Check its name, and the account of the user.',
    );
  }
  if (/jetstream.*not enabled|JetStreamNotEnabled|no responders/i.test(text)) {
    return sourceRefused(
      `${server} keeps no streams: JetStream is not switched on`,
      'Switch it on for the account.',
    );
  }
  if (/permissions? violation/i.test(text)) {
    return sourceRefused(
      `${server} does not let this user read the stream "${stream}"`,
      'Give the user the right to.',
    );
  }
  return /closed|disconnect/i.test(text) ? brokerLost(server, error) : brokerError(server, error);
}
