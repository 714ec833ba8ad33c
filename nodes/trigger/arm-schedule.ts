import { UserError } from '#contract/error';
import type { ArmContext, Watch } from '#contract/node';
import { type Times, timesOf } from './schedule-times.ts';

/** Milliseconds after which a due time counts as missed: the machine slept, or Flowbench was closed. */
const GRACE = 60_000;

const NO_MORE = {
  message: 'The schedule has no time left.',
  hint: 'Change its times, then activate the flow again.',
};

interface ScheduleParams {
  cron?: string | undefined;
  every?: string | undefined;
  timezone?: string | undefined;
  missed: 'skip' | 'once' | 'all';
}

/**
 * Starts a run at each moment of the schedule. The cursor is the last moment that
 * has been dealt with (ISO 8601), and a start's key is its moment: whatever
 * happens in between, a moment starts one run.
 */
export function armSchedule(ctx: ArmContext<ScheduleParams>): Watch {
  const { params, flow, clock, signal } = ctx;
  // Moments at which the flow was not active were not missed.
  let dealt = ctx.resumed ? cursorTime(ctx.cursor(), clock.now()) : clock.now();
  const times = timesOf({ ...params, timezone: params.timezone ?? flow.timezone, since: dealt });
  if (times.after(dealt) === undefined) throw new UserError(NO_MORE.message, { hint: NO_MORE.hint });
  const settle = async (upTo: number): Promise<void> => {
    dealt = upTo;
    await ctx.moveCursor(new Date(upTo).toISOString());
  };

  const start = async (due: number): Promise<void> => {
    dealt = due;
    const scheduledFor = new Date(due).toISOString();
    const firedAt = new Date(clock.now()).toISOString();
    await ctx.start([{ json: { firedAt, scheduledFor } }], { key: scheduledFor, cursor: scheduledFor });
  };

  return async () => {
    if (!ctx.resumed) await settle(dealt);
    while (!signal.aborted) {
      const next = times.after(dealt);
      if (next === undefined) return ctx.report({ state: 'error', ...NO_MORE });
      ctx.report({ state: 'waiting', until: next });
      await clock.until(next, signal);
      const { dueNow, skipTo } = whatIsDue(times, dealt, clock.now(), params.missed);
      if (skipTo !== undefined) await settle(skipTo);
      else if (dueNow !== undefined) await start(dueNow);
    }
  };
}

/**
 * The next moment to start a run for, or up to which moment to let all go by.
 *
 * @param dealt the last moment that was dealt with; the next one is not after `now`
 */
export function whatIsDue(
  times: Times,
  dealt: number,
  now: number,
  missed: ScheduleParams['missed'],
): { dueNow?: number; skipTo?: number } {
  const next = times.after(dealt);
  if (next === undefined || next > now) return {};
  if (missed === 'all' || now - next <= GRACE) return { dueNow: next };
  const inTime = times.after(now - GRACE - 1) ?? Number.POSITIVE_INFINITY;
  // One run stands for all that were missed, be it one that is due just now.
  if (missed === 'once') return { dueNow: inTime <= now ? inTime : (times.upTo(now) ?? next) };
  return { skipTo: times.upTo(now - GRACE - 1) ?? next };
}

function cursorTime(cursor: unknown, now: number): number {
  const time = typeof cursor === 'string' ? Date.parse(cursor) : Number.NaN;
  return Number.isNaN(time) ? now : time;
}
