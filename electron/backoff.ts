/** How often an engine that keeps ending is started again before somebody must look at it. */
export const RESTART_LIMIT = 5;

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Milliseconds before restart number `attempt` (from 1); undefined where enough was tried. */
export function restartDelay(attempt: number): number | undefined {
  if (attempt > RESTART_LIMIT) return undefined;
  return Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS);
}
