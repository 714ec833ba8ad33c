import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';

/**
 * `received`: its run has not begun. `started`: it has. `repeated`: has the delivery id of an
 * earlier event, but other content. `quarantined`: did not prove where it comes from, or is not
 * what it says it is. `dead`: no run can be started for it.
 */
export type InboxState = 'received' | 'started' | 'repeated' | 'quarantined' | 'dead';

/** A call from outside that was taken in. */
export interface EventEntry {
  event: string;
  state: InboxState;
  /** Milliseconds since 1970. */
  receivedAt: number;
  /** Path in the workspace, and node, of the trigger that was called; the path of a flow that is gone is undefined. */
  flow: string | undefined;
  node: string;
  method: string;
  url: string;
  remote: string;
  /** Bytes of the body. */
  size: number;
  key: string | undefined;
  /** Why it started nothing. */
  reason: string | undefined;
  /** The event it repeats or replays. */
  of: string | undefined;
  /** How often the same delivery came again. */
  repeats: number;
  /** The run it started. */
  run: string | undefined;
}

/** An event with what was sent; secrets in headers stand as `***`. */
export interface EventDetail extends EventEntry {
  headers: Readonly<Record<string, string>>;
  /** Its beginning as text; undefined where the body is no longer kept. */
  body: string | undefined;
  /** Whether there is more. */
  cut: boolean;
}

/** How many events of a flow started nothing; the path of a flow that is gone is undefined. */
export interface RefusedEvents {
  flow: string | undefined;
  quarantined: number;
  dead: number;
}

/** How waiting for a sample goes on. */
export type SampleNews =
  /** Call this address, for example with the command line. */
  | { step: 'waiting'; url: string; curl: string }
  /** A call came; this is the item it gives. */
  | { step: 'call'; item: Readonly<Record<string, unknown>> }
  /** A call came that cannot be used: one sentence. */
  | { step: 'refused'; message: string };

const event = z.string().min(1).max(64);
const errors = { NOT_FOUND: { message: 'There is no such event' } } as const;

export const events = {
  list: oc
    .input(
      z.object({
        /** Path in the workspace; default all flows. */
        flow: z.string().optional(),
        state: z.array(z.enum(['received', 'started', 'repeated', 'quarantined', 'dead'])).optional(),
        /** Text in an event's address, headers, delivery id, reason or id, or in a body that is not large. */
        search: z.string().max(200).optional(),
        /** Only events before this one, for paging. */
        before: event.optional(),
        limit: z.int().min(1).max(200).default(50),
      }),
    )
    .output(type<{ events: readonly EventEntry[]; more: boolean }>()),
  /** How many events of the last 24 hours started nothing, by flow; flows without any are missing. */
  refused: oc.output(type<readonly RefusedEvents[]>()),
  get: oc.input(z.object({ event })).output(type<EventDetail>()).errors(errors),
  /** Takes an event in once more, as the user's word that it is genuine, and starts a run for it. */
  replay: oc
    .input(z.object({ event }))
    .output(type<{ event: string }>())
    .errors({ ...errors, CANNOT_REPLAY: { data: type<{ message: string }>() } }),
  /**
   * Listens at the test address of a webhook, as the flow stands in the editor, until the caller
   * stops listening. What is called there starts nothing and is not kept.
   */
  sample: oc
    .input(z.object({ path: z.string().min(1).max(1024), text: z.string(), node: z.string() }))
    .output(eventIterator(type<SampleNews>()))
    .errors({ NO_WEBHOOK: { data: type<{ message: string }>() } }),
};
