import type { RunEntry, RunListStatus } from '#contract/api';
import { formatMs, type NodeState } from '#renderer/ui';

/** The glyph of a run's state. */
export const RUN_STATES: Readonly<Record<RunListStatus, NodeState>> = {
  running: 'running',
  waiting: 'waiting',
  succeeded: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** A run's name: the last signs of its id, which tell runs apart at a glance. */
export function runName(run: string): string {
  return run.slice(-6);
}

/** How long a run took, or has been going on. */
export function tookText(entry: Pick<RunEntry, 'startedAt' | 'finishedAt'>, now: number): string {
  return formatMs(Math.max(0, (entry.finishedAt ?? now) - entry.startedAt));
}
