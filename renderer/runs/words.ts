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

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' });
const DAY_AND_YEAR = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** The day of a time: `Today, 21 November`, `Yesterday`, `3 October`. */
export function dayText(at: number, now: number): string {
  const day = new Date(at);
  const today = new Date(now);
  if (day.toDateString() === today.toDateString()) return `Today, ${DAY.format(day)}`;
  today.setDate(today.getDate() - 1);
  if (day.toDateString() === today.toDateString()) return 'Yesterday';
  return (day.getFullYear() === today.getFullYear() ? DAY : DAY_AND_YEAR).format(day);
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** A time of day without seconds: `14:02`. */
export function clockText(at: number): string {
  return CLOCK.format(at);
}
