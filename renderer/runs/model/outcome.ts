/** What became of an iteration. Numbers, because a run may have a million of them. */
export const OUTCOME = {
  none: 0,
  running: 1,
  waiting: 2,
  done: 3,
  /** Done after attempts that failed. */
  retried: 4,
  failed: 5,
  /** Items failed in it and left by an error port: the flow dealt with them. */
  handled: 6,
  /** Ended early by `Next`. */
  skipped: 7,
  /** Stopped because its loop or its run ended before it. */
  cancelled: 8,
} as const;

export type OutcomeName = keyof typeof OUTCOME;

const NAMES = Object.keys(OUTCOME) as OutcomeName[];

/** The name of an outcome's number. */
export function outcomeName(code: number): OutcomeName {
  return NAMES[code] ?? 'none';
}

/** What is looked for by “next failure”. */
export function isFailure(code: number): boolean {
  return code === OUTCOME.failed || code === OUTCOME.handled;
}
