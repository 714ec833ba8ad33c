import { UserError } from '#contract/error';
import type { ArmContext, Watch } from '#contract/node';
import { type Times, timesOf } from './schedule-times.ts';

/** Milliseconds after which a moment counts as missed, or half of the time to the next one: the machine slept. */
const GRACE = 60_000;

const NO_MORE = {
  message: 'The schedule has no time left.',
  hint: 'Change its times, then activate the flow again.',
};

interface ScheduleParams {
  cron?: string | undefined;
  calendar?: string | undefined;
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
  const since = clock.now();
  // Moments at which the flow was not active were not missed.
  let dealt = ctx.resumed ? cursorTime(ctx.cursor(), since) : since;
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
      const due = whatIsDue(times, { dealt, since, now: clock.now() }, params.missed);
      if (due.skipTo !== undefined) await settle(due.skipTo);
      else if (due.start !== undefined) await start(due.start);
    }
  };
}

/**
 * The moment to start a run for, or up to which moment to let all go by; nothing
 * where none is due. All times are milliseconds since 1970.
 *
 * @param dealt the last moment that was dealt with
 * @param since when the trigger was armed: what was due before it was missed
 */
export function whatIsDue(
  times: Times,
  { dealt, since, now }: { dealt: number; since: number; now: number },
  missed: ScheduleParams['missed'],
): { start?: number; skipTo?: number } {
  const next = times.after(dealt);
  if (next === undefined || next > now) return {};
  if (missed === 'all') return { start: next };
  // One run stands for all that were missed, be it one that is due just now.
  const last = Math.max(times.upTo(now) ?? next, next);
  if (missed === 'once') return { start: last };
  const gap = (times.after(last) ?? Number.POSITIVE_INFINITY) - last;
  const isInTime = last >= since && now - last <= Math.min(GRACE, gap / 2);
  return isInTime ? { start: last } : { skipTo: last };
}

function cursorTime(cursor: unknown, now: number): number {
  const time = typeof cursor === 'string' ? Date.parse(cursor) : Number.NaN;
  return Number.isNaN(time) ? now : time;
}
