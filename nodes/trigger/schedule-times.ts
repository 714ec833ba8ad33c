import { Cron } from 'croner';
import { parseDuration } from '#contract/flow';
import { readCalendarRule } from './calendar-rule.ts';

/** The moments of a schedule; all times are milliseconds since 1970. */
export interface Times {
  /** The first one after a time; undefined where there is none any more. */
  after(time: number): number | undefined;
  /** The last one at or before a time, of an interval not before it began. */
  upTo(time: number): number | undefined;
}

export interface TimesOptions {
  cron?: string | undefined;
  /** A rule in words. */
  calendar?: string | undefined;
  /** A duration. */
  every?: string | undefined;
  /** IANA name: what times of day mean. */
  timezone: string;
  /** When the interval began. */
  since: number;
}

/**
 * Daylight saving, as Vixie cron has it: a time of day that the clock jumps over
 * comes right after the jump, one that it shows twice counts once; what repeats
 * by the minute or hour goes on evenly. Intervals are always of one length.
 *
 * @throws Error where the expression or the zone is not one
 */
export function timesOf({ cron, calendar, every, timezone, since }: TimesOptions): Times {
  if (every !== undefined) return intervalTimes(parseDuration(every) ?? 0, since);
  const crons = calendar === undefined ? [cron ?? ''] : readCalendarRule(calendar);
  const all = crons.map((each) => cronTimes(each, timezone));
  return {
    after: (time) => least(all.map((times) => times.after(time))),
    upTo: (time) => greatest(all.map((times) => times.upTo(time))),
  };
}

/** What is wrong with a cron expression; undefined where nothing is. */
export function cronProblem(cron: string): string | undefined {
  try {
    new Cron(cron, { paused: true });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^Cron\w+: /, '') : String(error);
  }
}

/** What is wrong with a rule in words; undefined where nothing is. */
export function calendarProblem(rule: string): string | undefined {
  try {
    for (const cron of readCalendarRule(rule)) new Cron(cron, { paused: true });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function least(times: readonly (number | undefined)[]): number | undefined {
  const found = times.filter((time) => time !== undefined);
  return found.length === 0 ? undefined : Math.min(...found);
}

function greatest(times: readonly (number | undefined)[]): number | undefined {
  const found = times.filter((time) => time !== undefined);
  return found.length === 0 ? undefined : Math.max(...found);
}

function cronTimes(cron: string, timezone: string): Times {
  const job = new Cron(cron, { paused: true, timezone, fixedTimeRule: 'no-wildcard' });
  return {
    after: (time) => job.nextRun(new Date(time))?.getTime(),
    // It looks for what lies before the reference, and this one is to count.
    upTo: (time) => job.previousRuns(1, new Date(time + 1))[0]?.getTime(),
  };
}

function intervalTimes(length: number, since: number): Times {
  const passed = (time: number): number => Math.floor((time - since) / length);
  return {
    after: (time) => since + Math.max(1, passed(time) + 1) * length,
    upTo: (time) => (passed(time) < 1 ? undefined : since + passed(time) * length),
  };
}
