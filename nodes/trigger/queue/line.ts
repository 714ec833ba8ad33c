import { randomUUID } from 'node:crypto';
import type { ArmContext, Item, Watch } from '#contract/node';
import { getPath, isBlank, keyOf } from '#nodes/values';
import { type Message, type PayloadForm, readPayload } from './message.ts';

/** Milliseconds a broker gets to say goodbye. */
const GOODBYE = 2000;

export interface MessageParams {
  payload: PayloadForm;
  identity?: string | undefined;
}

/** Resolves when the start of the message's run is on disk: only then may the broker be told. */
export type Take = (message: Message, cursor?: unknown) => Promise<void>;

/** An open connection, on which nothing comes until it is asked for. */
export interface Line {
  /** Hands on each message that comes. Rejects when the connection is lost, or with what taking a message rejects with. */
  receive(take: Take): Promise<void>;
  /** May be called on a line that is broken; need not say goodbye. */
  close(): Promise<unknown>;
}

/**
 * Arms a trigger that is told of messages over a connection.
 *
 * @param open connects, signs in and checks that there is something to listen to; rejects where not
 */
export function armLine<P extends MessageParams>(
  ctx: ArmContext<P>,
  open: () => Promise<Line>,
): Promise<Watch> {
  return keepLine(ctx, async () => {
    const line = await open();
    return {
      receive: () => line.receive((message, cursor) => takeMessage(ctx, message, cursor)),
      close: () => line.close(),
    };
  });
}

/**
 * Arms a trigger that lives on a connection. One that breaks ends the watch with an error: the
 * trigger shows it and is armed again.
 */
export async function keepLine<P>(
  { signal }: ArmContext<P>,
  open: () => Promise<{ receive(): Promise<void>; close(): Promise<unknown> }>,
): Promise<Watch> {
  const opening = open();
  const line = await untilAbort(opening, signal).catch((error: unknown) => {
    opening.then(close, () => undefined);
    throw error;
  });
  return async () => {
    try {
      if (!signal.aborted) await untilAbort(line.receive(), signal);
    } finally {
      await close(line);
    }
  };
}

async function takeMessage<P extends MessageParams>(
  ctx: ArmContext<P>,
  message: Message,
  cursor: unknown,
): Promise<void> {
  const item = await itemOf(ctx, message);
  const { identity } = ctx.params;
  const own = isBlank(identity) ? undefined : getPath(item.json, String(identity));
  const key = isBlank(own) ? (message.id ?? `once:${randomUUID()}`) : `own:${keyOf(own)}`;
  await ctx.start([item], { key, ...(cursor === undefined ? {} : { cursor }) });
}

async function itemOf<P extends MessageParams>(ctx: ArmContext<P>, message: Message): Promise<Item> {
  const { bytes, contentType, about } = message;
  const { isFile, ...read } = readPayload(bytes, ctx.params.payload, contentType);
  const receivedAt = new Date(ctx.clock.now()).toISOString();
  const json = { ...about, ...read, size: bytes.length, receivedAt };
  if (!isFile) return { json };
  const mime = contentType ?? 'application/octet-stream';
  return { json, binary: { payload: await ctx.files.write(bytes, { name: 'payload', mime }) } };
}

/** The promise, or the signal's reason as soon as that aborts. */
function untilAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
  });
}

async function close(line: Pick<Line, 'close'>): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, GOODBYE);
  try {
    await Promise.race([line.close(), patience.promise]);
  } catch {
    // It is closed already.
  } finally {
    clearTimeout(timer);
  }
}
