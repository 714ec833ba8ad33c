import { z } from 'zod';

/*
 * What a relay and a device say to each other. Each frame is one of these objects, some
 * with bytes behind it.
 */

const id = z.string().regex(/^[\w-]{1,64}$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const headers = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const status = z.int().min(200).max(599);

/** A call from outside without its body. */
export const callHead = z.object({
  method: z.string().max(32),
  /** Path and query, from the id of the trigger's address on. */
  url: z.string(),
  headers,
  /** Address of the caller. */
  remote: z.string(),
});
export type CallHeadOnWire = z.infer<typeof callHead>;

/** An address that takes calls. */
const route = z.object({
  /** First part of its path. */
  id,
  /**
   * `stored`: answered 202 once it is on disk. `asked`: the same, but the device's answer is
   * given where it comes in seconds. `through`: never stored; the device answers.
   */
  answer: z.enum(['stored', 'asked', 'through']),
  /** Bytes that a body may have. */
  maxBody: z.int().nonnegative(),
});
export type RelayRoute = z.infer<typeof route>;

/** What a relay says. */
export const relayFrame = z.discriminatedUnion('is', [
  /** First of all; `waiting` messages are stored. */
  z.object({ is: z.literal('hello'), device: id, mailbox: id, waiting: z.int() }),
  /** A stored call. Sealed, its bytes hold head and body; else the body. */
  z.object({
    is: z.literal('message'),
    id,
    /** Milliseconds since 1970, when it reached the relay. */
    receivedAt: z.number(),
    /** Undefined where it is sealed. */
    head: callHead.optional(),
    /** Whether somebody waits for the answer. */
    ask: z.boolean(),
  }),
  /** A call that is to be answered at once; its bytes are the body. */
  z.object({ is: z.literal('call'), id, receivedAt: z.number(), head: callHead }),
  /** From now on the new key counts. */
  z.object({ is: z.literal('rotated') }),
  z.object({ is: z.literal('routed') }),
]);
export type RelayFrame = z.infer<typeof relayFrame>;

/** What a device says. */
export const deviceFrame = z.discriminatedUnion('is', [
  /** The addresses that take calls, all of them; answered by `routed`. */
  z.object({ is: z.literal('routes'), routes: z.array(route).max(10_000) }),
  /** A message is in the inbox, or is no event. What answers its caller may come with it, its bytes the body. */
  z.object({ is: z.literal('ack'), id, reply: z.object({ status, headers }).optional() }),
  /** A message cannot be taken now. */
  z.object({ is: z.literal('later'), id, after: z.number().min(0).max(3600) }),
  /** The answer to a call; its bytes are the body. */
  z.object({ is: z.literal('answer'), id, status, headers }),
  /** The key with this SHA-256 takes the place of the one used so far; answered by `rotated`. */
  z.object({ is: z.literal('rotate'), keyHash: digest }),
]);
export type DeviceFrame = z.infer<typeof deviceFrame>;

/** What makes a relay know a device. */
export const pairRequest = z.object({
  code: z.string().max(64),
  name: z.string().min(1).max(100),
  /** SHA-256 of the device's key, in hexadecimal. */
  keyHash: digest,
  /** Public X25519 key, base64url; stored calls are sealed to it. */
  sealKey: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional(),
});
export type PairRequest = z.infer<typeof pairRequest>;

export const pairAnswer = z.object({ device: id, mailbox: id });
export type PairAnswer = z.infer<typeof pairAnswer>;
