/** Time, so that tests can make days pass at once. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves at a time, or rejects with the signal's reason. Does not keep the process alive by itself. */
  until(time: number, signal: AbortSignal): Promise<void>;
}
