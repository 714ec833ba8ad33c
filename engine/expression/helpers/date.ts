import { DateTime, type DateTimeUnit, Duration, type DurationLikeObject, type DurationUnit } from 'luxon';
import { type HelperTable, numberArg, textArg } from './helper.ts';
import { toDateTime } from './to-date-time.ts';

/** Reads an argument as a date: DateTime, Date, ISO text or milliseconds. */
function dateArg(value: unknown, helper: string): DateTime {
  if (value instanceof DateTime) return value;
  if (value instanceof Date) return DateTime.fromJSDate(value);
  if (typeof value === 'string') return toDateTime(value);
  if (typeof value === 'number') return DateTime.fromMillis(value);
  throw new TypeError(`${helper}() needs a date`);
}

function span(amount: unknown, unit: unknown, helper: string): Duration {
  if (typeof amount === 'number' || typeof amount === 'string') {
    return Duration.fromObject({ [textArg(unit, helper, 'milliseconds')]: numberArg(amount, helper) });
  }
  return Duration.fromDurationLike(amount as DurationLikeObject);
}

function difference(from: DateTime, to: DateTime, units: unknown): unknown {
  const names = (Array.isArray(units) ? units : [units ?? 'days']) as DurationUnit[];
  const duration = to.diff(from, names);
  const [only] = names;
  return names.length === 1 && only !== undefined ? duration.as(only) : duration.toObject();
}

/** What expressions add to DateTime and Date; a Date is read as a DateTime in the flow's zone. */
export const DATE_HELPERS: HelperTable<DateTime> = {
  format: {
    call: 'format(pattern)',
    doc: "The date in a luxon pattern, for example 'dd.MM.yyyy HH:mm'.",
    example: ["'2026-03-01T10:05:00'.toDateTime().format('dd.MM.yyyy HH:mm')", '01.03.2026 10:05'],
    fn: (date, pattern) => date.toFormat(textArg(pattern, 'format', 'yyyy-MM-dd')),
  },
  plus: {
    call: 'plus(amount, unit) or plus({ days: 1 })',
    doc: 'A later date.',
    example: ["'2026-01-31'.toDateTime().plus(1, 'month').toISODate()", '2026-02-28'],
    fn: (date, amount, unit) => date.plus(span(amount, unit, 'plus')),
  },
  minus: {
    call: 'minus(amount, unit) or minus({ days: 1 })',
    doc: 'An earlier date.',
    example: ["'2026-03-01'.toDateTime().minus({ days: 1 }).toISODate()", '2026-02-28'],
    fn: (date, amount, unit) => date.minus(span(amount, unit, 'minus')),
  },
  beginningOf: {
    call: 'beginningOf(unit)',
    doc: "The start of the hour, day, week, month or year; 'week' when nothing is said.",
    example: ["'2026-03-18'.toDateTime().beginningOf('month').toISODate()", '2026-03-01'],
    fn: (date, unit) => date.startOf(textArg(unit, 'beginningOf', 'week') as DateTimeUnit),
  },
  endOfMonth: {
    call: 'endOfMonth()',
    doc: 'The last millisecond of the month.',
    example: ["'2026-02-10'.toDateTime().endOfMonth().toISODate()", '2026-02-28'],
    fn: (date) => date.endOf('month'),
  },
  extract: {
    call: 'extract(part)',
    doc: "A part of the date: 'year', 'month', 'week', 'day', 'hour', 'minute', 'second'.",
    example: ["'2026-03-18'.toDateTime().extract('month')", 3],
    fn: (date, part) => {
      const name = textArg(part, 'extract', 'week').replace(/s$/, '');
      return name === 'week' ? date.weekNumber : date.get(name as 'year');
    },
  },
  isWeekend: {
    call: 'isWeekend()',
    doc: 'True on Saturday and Sunday.',
    example: ["'2026-03-14'.toDateTime().isWeekend()", true],
    fn: (date) => date.weekday >= 6,
  },
  isDst: {
    call: 'isDst()',
    doc: 'True while daylight saving time is in force.',
    example: ["'2026-07-01'.toDateTime().setZone('Europe/Berlin').isDst()", true],
    fn: (date) => date.isInDST,
  },
  isBetween: {
    call: 'isBetween(from, to)',
    doc: 'True when the date lies between two others (not on them).',
    example: ["'2026-03-02'.toDateTime().isBetween('2026-03-01', '2026-03-03')", true],
    fn: (date, from, to) => {
      const [a, b] = [dateArg(from, 'isBetween').toMillis(), dateArg(to, 'isBetween').toMillis()];
      return date.toMillis() > Math.min(a, b) && date.toMillis() < Math.max(a, b);
    },
  },
  isInLast: {
    call: 'isInLast(amount, unit)',
    doc: "True when the date lies within the last so many units; the unit is 'minutes' when nothing is said.",
    example: ["$now.minus({ days: 2 }).isInLast(1, 'weeks')", true],
    fn: (date, amount, unit) => {
      const now = DateTime.now();
      return date <= now && date >= now.minus(span(amount, textArg(unit, 'isInLast', 'minutes'), 'isInLast'));
    },
  },
  diffTo: {
    call: 'diffTo(date, unit?)',
    doc: 'How far another date is away, in days or the given unit; with a list of units, an object.',
    example: ["'2026-01-01'.toDateTime().diffTo('2026-03-01')", 59],
    fn: (date, other, units) => difference(date, dateArg(other, 'diffTo'), units),
  },
  diffToNow: {
    call: 'diffToNow(unit?)',
    doc: 'How long ago the date was, in days or the given unit; negative in the future.',
    example: ["$now.minus({ hours: 36 }).diffToNow('hours')", 36],
    fn: (date, units) => difference(date, DateTime.now(), units),
  },
  toDateTime: {
    call: 'toDateTime()',
    doc: 'The DateTime itself; makes one of a Date.',
    example: ['new Date(0).toDateTime().toMillis()', 0],
    fn: (date) => date,
  },
  isEmpty: {
    call: 'isEmpty()',
    doc: 'Always false: a date is a value.',
    example: ['$now.isEmpty()', false],
    fn: () => false,
  },
  isNotEmpty: {
    call: 'isNotEmpty()',
    doc: 'Always true: a date is a value.',
    example: ['$now.isNotEmpty()', true],
    fn: () => true,
  },
};
