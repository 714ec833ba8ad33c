import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';

/** Ways from the internet to the listener for webhooks. */
export type TunnelName = 'relay' | 'cloudflared' | 'ngrok' | 'own';

/** How the way from the internet to this machine is. */
export interface TunnelStatus {
  /**
   * `online` only after a round trip of raw bytes through the public address; until then
   * `connecting`.
   */
  state: 'off' | 'connecting' | 'online' | 'failing';
  /** Undefined where it is off. */
  provider: TunnelName | undefined;
  /** Public address, to which a trigger's path is added; undefined until it is known. */
  url: string | undefined;
  /** Calls are kept while this machine sleeps; callers can wait for a flow's answer; the address stays; bodies arrive as they are. */
  abilities: { buffers: boolean; synchronous: boolean; stableUrl: boolean; rawBody: boolean } | undefined;
  /** When this state was reached, milliseconds since 1970. */
  since: number;
  /** What is wrong, one sentence, and what to do. */
  problem: { message: string; hint: string | undefined } | undefined;
  /** The relay this machine is paired with. */
  relay: { url: string; device: string; sealed: boolean } | undefined;
}

const errors = {
  REFUSED: { data: type<{ code: string; message: string; hint: string | undefined }>() },
} as const;
const status = type<TunnelStatus>();

export const tunnel = {
  status: oc.output(status),
  /** The same whenever it changes, first at once; until the caller stops listening. */
  watch: oc.output(eventIterator(status)),
  /** Pairs this machine with a relay and uses it from then on. */
  pair: oc
    .input(
      z.object({
        url: z.string().min(1).max(2000),
        code: z.string().min(1).max(64),
        /** Whether the relay encrypts what it stores to a key that only this machine has. */
        seal: z.boolean().default(true),
      }),
    )
    .output(status)
    .errors(errors),
  /** Chooses a way and starts it; it is started again with the engine. */
  start: oc
    .input(
      z.discriminatedUnion('provider', [
        z.object({ provider: z.enum(['relay', 'cloudflared', 'ngrok']) }),
        z.object({ provider: z.literal('own'), url: z.string().min(1).max(2000) }),
      ]),
    )
    .output(status)
    .errors(errors),
  stop: oc.output(status),
  /** Replaces the key by which a relay knows this machine. */
  rotate: oc.output(status).errors(errors),
};
