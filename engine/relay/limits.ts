/** What a relay lets through. */
export interface RelayLimits {
  /** Bytes of a body, whatever a device would take. */
  maxBody: number;
  /** Bytes of bodies held in memory at once. */
  memory: number;
  /** Calls a second from one address, and for one device; ten times as many in a burst. */
  perSource: number;
  perDevice: number;
  /** Messages of one device that wait, and their bytes. */
  maxMessages: number;
  maxBytes: number;
  /** Calls of one device that wait for its answer. */
  maxOpenCalls: number;
  /** Milliseconds for the head of a call, and for all of it. */
  headTime: number;
  callTime: number;
  /** Milliseconds that a device has to answer a call, and one whose message is stored anyway. */
  answerTime: number;
  askTime: number;
}

const MEGABYTE = 1024 * 1024;

export const LIMITS: RelayLimits = {
  maxBody: 25 * MEGABYTE,
  memory: 256 * MEGABYTE,
  perSource: 100,
  perDevice: 500,
  maxMessages: 100_000,
  maxBytes: 1024 * MEGABYTE,
  maxOpenCalls: 100,
  headTime: 10_000,
  callTime: 60_000,
  answerTime: 120_000,
  askTime: 5_000,
};
