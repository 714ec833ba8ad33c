import { type DeviceFrame, type RelayFrame, unpackCall } from '#engine/relay-link';
import type { TakenCall, TakenReply, TunnelEntry } from '../entry.ts';
import type { Pairing } from './pairing-file.ts';

/** Seconds after which a message is offered again that cannot be taken now. */
const LATER = 10;
/** The same where no active flow takes it. */
const NOBODY = 60;
const LONGEST = 300;

type MessageFrame = Extract<RelayFrame, { is: 'message' }>;
type CallFrame = Extract<RelayFrame, { is: 'call' }>;

/** What a device says of a message, and the bytes that come with it. */
export interface Said {
  frame: DeviceFrame;
  body?: Uint8Array;
}

/**
 * Hands a stored call to the listener. It is acknowledged only when it is in the inbox, or will
 * never be: where no active flow takes it now, or it cannot be stored, the relay keeps it.
 */
export async function deliver(
  entry: TunnelEntry,
  pairing: Pairing,
  frame: MessageFrame,
  bytes: Buffer,
): Promise<Said> {
  const { id, receivedAt, ask } = frame;
  const { device, seal } = pairing;
  const opened =
    frame.head === undefined
      ? seal && unpackCall(seal, bytes, { device, id, receivedAt })
      : { head: frame.head, body: bytes };
  if (!opened) return { frame: { is: 'later', id, after: LONGEST } };
  const call: TakenCall = { ...opened.head, receivedAt, body: opened.body, relayId: id };
  const reply = await entry.take(call);
  const after = postponed(entry, call, reply);
  if (after !== undefined) return { frame: { is: 'later', id, after } };
  if (!ask) return { frame: { is: 'ack', id } };
  return { frame: { is: 'ack', id, reply: headOf(reply) }, ...bodyOf(reply) };
}

/** Answers a call whose sender waits. */
export async function answerCall(entry: TunnelEntry, frame: CallFrame, body: Buffer): Promise<Said> {
  const { id, receivedAt, head } = frame;
  const reply = await entry.take({ ...head, receivedAt, body });
  return { frame: { is: 'answer', id, ...headOf(reply) }, ...bodyOf(reply) };
}

/** Seconds after which to try again; undefined where there is nothing more to be done. */
function postponed(entry: TunnelEntry, { url }: TakenCall, reply: TakenReply): number | undefined {
  const { status, headers } = reply;
  if (status === 404) {
    const first = url.slice(1).split(/[/?]/, 1)[0];
    // An active flow that does not know the path never will; one that is not active may be soon.
    return entry.routes().some(({ id }) => id === first) ? undefined : NOBODY;
  }
  if (status !== 429 && status < 500) return undefined;
  const asked = Number(headers?.['retry-after']);
  return Math.min(LONGEST, asked > 0 ? asked : LATER);
}

function headOf({ status, headers }: TakenReply): { status: number; headers: Record<string, string> } {
  return { status, headers: { ...headers } };
}

function bodyOf({ body }: TakenReply): { body?: Uint8Array } {
  if (body === undefined) return {};
  return { body: typeof body === 'string' ? Buffer.from(body) : body };
}
