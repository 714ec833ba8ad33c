import { randomUUID } from 'node:crypto';
import { type ArmContext, isJsonObject, type NodeConnection, type Watch } from '#contract/node';
import { brokerError, brokerLost, signInRefused, sourceRefused } from '../broker-error.ts';
import { armLine, type Line, type MessageParams, type Take } from '../line.ts';
import { entryMessage, readEntries } from './entries.ts';

interface RedisParams extends MessageParams {
  stream: string;
  group: string;
  field?: string | undefined;
  first: 'new' | 'all';
  prefetch: number;
}

/** What a trigger remembers. */
interface Memory {
  /** Name within the group, of this machine alone: what it has not acknowledged is kept for it. */
  consumer: string;
  /** Id of the last entry whose start is on disk. */
  last?: string;
}

/** Milliseconds to connect. */
const CONNECT_TIMEOUT = 20_000;
/** Milliseconds that the server lets a read wait for entries. */
const WAIT = 10_000;

/** Sends a command; the answer is bytes, numbers and lists of those. */
type Send = (...command: string[]) => Promise<unknown>;

/** Starts a run for each entry of a stream, and acknowledges it once that is on disk. */
export function armRedisStream(ctx: ArmContext<RedisParams>): Promise<Watch> {
  return armLine(ctx, async () => {
    const connection = await ctx.connection();
    const server = `the Redis server ${new URL(String(connection.values.url)).host}`;
    const { send, broken, destroy } = await connect(connection, server);
    try {
      const memory = await recall(ctx);
      await makeGroup(send, ctx.params, memory, server);
      return new StreamLine(ctx.params, memory, { send, broken, destroy, server });
    } catch (error) {
      destroy();
      throw error;
    }
  });
}

interface Server {
  server: string;
  send: Send;
  /** Rejects when the connection is lost. */
  broken: Promise<never>;
  destroy(): void;
}

class StreamLine implements Line {
  readonly #params: RedisParams;
  readonly #memory: Memory;
  readonly #server: Server;

  constructor(params: RedisParams, memory: Memory, server: Server) {
    this.#params = params;
    this.#memory = memory;
    this.#server = server;
  }

  async receive(take: Take): Promise<void> {
    await Promise.race([this.#read(take), this.#server.broken]);
  }

  async close(): Promise<void> {
    this.#server.destroy();
  }

  /** First what this consumer was given before and has not acknowledged, then what is new. */
  async #read(take: Take): Promise<never> {
    for (let after = '0'; ; ) {
      const entries = await this.#next(after);
      const last = entries.at(-1);
      if (!last) break;
      await this.#takeAll(entries, take);
      after = last.id;
    }
    for (;;) await this.#takeAll(await this.#next('>'), take);
  }

  async #next(after: string): Promise<ReturnType<typeof readEntries>> {
    const { stream, group, prefetch } = this.#params;
    const who = ['GROUP', group, this.#memory.consumer];
    const wait = after === '>' ? ['BLOCK', String(WAIT)] : [];
    const { send, server } = this.#server;
    const answer = await send(
      ...['XREADGROUP', ...who, 'COUNT', String(prefetch), ...wait],
      ...['STREAMS', stream, after],
    ).catch((error: unknown) => {
      throw refusal(error, server, this.#params);
    });
    return readEntries(answer);
  }

  async #takeAll(entries: ReturnType<typeof readEntries>, take: Take): Promise<void> {
    const { stream, group, field } = this.#params;
    for (const { id, fields } of entries) {
      this.#memory.last = id;
      // One that was given to this consumer and has been removed since has nothing in it.
      if (fields) await take(entryMessage(stream, id, fields, field), { ...this.#memory });
      await this.#server.send('XACK', stream, group, id);
    }
  }
}

async function recall(ctx: ArmContext<RedisParams>): Promise<Memory> {
  const kept = ctx.cursor();
  if (isJsonObject(kept) && typeof kept.consumer === 'string') return kept as unknown as Memory;
  const memory = { consumer: `flowbench-${randomUUID()}` };
  // Before anything is read: what a consumer that nobody remembers was given would lie there.
  await ctx.moveCursor(memory);
  return memory;
}

async function makeGroup(send: Send, params: RedisParams, memory: Memory, server: string): Promise<void> {
  const { stream, group, first } = params;
  // A group that has been lost goes on where it was.
  const from = memory.last ?? (first === 'all' ? '0' : '$');
  await send('XGROUP', 'CREATE', stream, group, from, 'MKSTREAM').catch((error: unknown) => {
    if (!String(error).includes('BUSYGROUP')) throw refusal(error, server, params);
  });
}

async function connect({ values }: NodeConnection, server: string): Promise<Omit<Server, 'server'>> {
  const { createClient, RESP_TYPES } = await import('@redis/client');
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  const isSecure = String(values.url).startsWith('rediss:');
  const client = createClient({
    url: String(values.url),
    RESP: 2,
    clientInfoTag: 'flowbench',
    // The trigger is armed again when the line breaks.
    socket: {
      reconnectStrategy: false,
      connectTimeout: CONNECT_TIMEOUT,
      ...(isSecure && typeof values.ca === 'string' && values.ca !== ''
        ? { tls: true as const, ca: values.ca }
        : {}),
    },
  });
  client.on('error', (error) => broken.reject(brokerLost(server, error)));
  client.on('end', () => broken.reject(brokerLost(server)));
  const bytes = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  try {
    await client.connect();
  } catch (error) {
    if (/WRONGPASS|NOAUTH|invalid password|without any password/i.test(String(error)))
      throw signInRefused(server);
    throw brokerError(server, error);
  }
  return {
    broken: broken.promise,
    send: (...command) => bytes.sendCommand(command),
    destroy: () => {
      if (client.isOpen) client.destroy();
    },
  };
}

function refusal(error: unknown, server: string, { stream, group }: RedisParams): Error {
  const text = String(error);
  if (text.includes('WRONGTYPE'))
    return sourceRefused(`"${stream}" on ${server} is no stream`, 'Check its name.');
  if (text.includes('NOPERM')) {
    return sourceRefused(`${server} does not let this user read "${stream}"`, 'Give the user the right to.');
  }
  if (text.includes('NOAUTH')) return signInRefused(server);
  if (text.includes('NOGROUP')) {
    return sourceRefused(
      `${server} has lost the stream "${stream}" or its group "${group}"`,
      'It is made again by itself; see who removes it.',
    );
  }
  return /closed|Socket/i.test(text) ? brokerLost(server, error) : brokerError(server, error);
}
