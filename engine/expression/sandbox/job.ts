import type { GuestError, Need, WatchdogReason } from './protocol.ts';
import type { Residents } from './residents.ts';

/** How a sandbox process ended before its time. */
export interface Death {
  reason: WatchdogReason | 'crash';
  /** The item that was being worked on, where known. */
  item: number | undefined;
}

/** How a call ended. */
export type Ended = { died: Death } | { values: unknown[]; need?: Need[]; error?: GuestError };

/** One call to a sandbox process. Sent again from the start when the process dies under another call. */
export interface Job {
  /** Milliseconds the call may take. */
  readonly limit: number;
  /** Puts what the call refers to and gives the text of the request. */
  prepare(residents: Residents, call: number): Promise<string>;
  log(level: string, message: string): void;
}
