/** A call from outside, as it came in. */
export interface ReceivedCall {
  /** Milliseconds since 1970: when it reached this machine, or a relay that held it. */
  receivedAt: number;
  method: string;
  /** Path and query as the caller wrote them. */
  url: string;
  /** Names in lower case; what proves who the caller is stands as `***`. */
  headers: Readonly<Record<string, string>>;
  /** Address of the caller. */
  remote: string;
  /** Byte for byte. */
  body: Uint8Array;
}

/**
 * `received`: on disk, its run has not begun. `started`: its run has begun.
 * `repeated`: carries the delivery id of an earlier event, but other content.
 * `quarantined`: did not prove where it comes from. `dead`: no run can be started for it.
 */
export type EventState = 'received' | 'started' | 'repeated' | 'quarantined' | 'dead';

/** An event of the inbox, without its body. */
export interface EventRecord {
  id: string;
  hook: number;
  state: EventState;
  receivedAt: number;
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  remote: string;
  /** Bytes of the body. */
  size: number;
  /** The delivery id by which it is told apart from others. */
  key: string | undefined;
  /** Why it is quarantined, repeated or dead: one sentence. */
  reason: string | undefined;
  /** The event it repeats or replays. */
  of: string | undefined;
  /** How often the same delivery came again. */
  repeats: number;
}

/** The lasting address of a trigger. */
export interface HookRecord {
  /** Its short name inside the database. */
  n: number;
  flow: string;
  node: string;
  /** 128 random bits each, in hexadecimal: knowing one of them is knowing the URL. */
  id: string;
  testId: string;
}

export interface AddOptions {
  state: 'received' | 'quarantined';
  /** The delivery id, once it is known to be genuine: a second event of the hook with it is none. */
  key?: string | undefined;
  reason?: string | undefined;
  of?: string | undefined;
}

/** What became of adding an event. */
export type Added =
  | { is: 'new'; id: string }
  /** The delivery was there before. */
  | { is: 'repeat'; of: EventRecord; sameBody: boolean };

export interface EventQuery {
  hooks?: readonly number[];
  states?: readonly EventState[];
  /** Only events before this one, for paging. */
  before?: string | undefined;
  limit: number;
}

/** How many events of a hook started nothing. */
export interface RefusedCount {
  hook: number;
  quarantined: number;
  dead: number;
}

/**
 * Events from outside, kept in the journal's database: what is added, and the run
 * that starts for it, become durable in the journal's next commit, together.
 */
export interface Inbox {
  /** The address of a trigger, made the first time. */
  hook(flow: string, node: string): HookRecord;
  /** Every trigger that ever had an address. */
  hooks(): HookRecord[];
  /** Takes an event in. It is on disk when `Journal.flush` resolves. */
  add(hook: number, call: ReceivedCall, options: AddOptions): Added;
  /**
   * Takes an event in once more, as one of its own.
   *
   * @returns the new event's id; undefined where its content is no longer kept
   */
  again(id: string): string | undefined;
  /** No run can be started for it. */
  bury(id: string, reason: string): void;
  /** Events of these hooks that wait for their run, oldest first. */
  waiting(hooks: readonly number[], limit: number): EventRecord[];
  find(id: string): EventRecord | undefined;
  /** The bytes of an event; undefined where they have been given up to save space. */
  body(id: string): Uint8Array | undefined;
  /** Newest first. */
  list(query: EventQuery): EventRecord[];
  /** How many events since a time started nothing, by hook. */
  refused(since: number): RefusedCount[];
  /** Gives up what is older or more than is to be kept, a little at a time; says whether there is more to do. */
  sweep(now: number): boolean;
}

/** The run that an event starts: it follows from the event, so that there can never be two. */
export function runOfEvent(event: string): string {
  return event.replace('evt_', 'run_');
}
