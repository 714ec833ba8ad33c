const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const ORDINALS: Readonly<Record<string, string>> = {
  first: '1',
  second: '2',
  third: '3',
  fourth: '4',
  fifth: '5',
  last: 'L',
};

/** The day part of a cron expression. */
interface Days {
  /** Day of the month. */
  day?: string;
  month?: string;
  weekday?: string;
}

/**
 * Reads a rule in words, such as `every weekday at 7:30`, `on the last friday of
 * march and june at 18:00` or `on the 1st and 15th at noon and midnight`.
 *
 * @returns cron expressions that together mean the same
 * @throws RangeError with what is not understood
 */
export function readCalendarRule(rule: string): string[] {
  const words = rule.trim().toLowerCase().replace(/\s+/g, ' ');
  const [, left = '', times] = /^(.*?)(?:\bat (.*))?$/.exec(words) ?? [];
  if (times === undefined) throw new RangeError('it needs a time, such as "at 7:00"');
  const [, named = '', months] = /^(.*?)(?: (?:in|of) (.*))?$/.exec(left.trim()) ?? [];
  const month = months === undefined ? '*' : readMonths(months);
  const days = listOf(named).map(readDays);
  if (days.length === 0) throw new RangeError('it needs a day, such as "every day"');
  return listOf(times).flatMap((time) => {
    const clock = readTime(time);
    return days.map((on) => `${clock} ${on.day ?? '*'} ${on.month ?? month} ${on.weekday ?? '*'}`);
  });
}

function listOf(text: string): string[] {
  return text
    .split(/,| and /)
    .map((part) => part.trim().replace(/^((every|each|on|the|and) )+/, ''))
    .filter((part) => part !== '');
}

function readDays(text: string): Days {
  const [first = '', second] = text.split(' ');
  if (second === undefined) return readDay(first);
  const [monthFirst, monthSecond] = [monthOf(first), monthOf(second)];
  if (monthFirst !== undefined) return { day: dayOfMonth(second), month: monthFirst };
  if (monthSecond !== undefined) return { day: dayOfMonth(first), month: monthSecond };
  const nth = ORDINALS[first];
  const weekday = weekdayOf(second);
  if (nth !== undefined && weekday !== undefined) return { weekday: `${weekday}#${nth}` };
  if (nth !== undefined && second === 'day') return { day: nth };
  // The first and the last day that people go to work.
  if (second === 'weekday' && (nth === '1' || nth === 'L')) return { day: nth === 'L' ? 'LW' : '1W' };
  throw new RangeError(`"${text}" is not a day`);
}

function readDay(word: string): Days {
  if (word === 'day' || word === 'daily') return {};
  if (/^weekdays?$/.test(word)) return { weekday: '1-5' };
  if (/^weekends?$/.test(word)) return { weekday: '0,6' };
  const weekday = weekdayOf(word);
  return weekday === undefined ? { day: dayOfMonth(word) } : { weekday };
}

function dayOfMonth(word: string): string {
  const found = /^(\d{1,2})(?:st|nd|rd|th|\.)?$/.exec(word)?.[1] ?? ORDINALS[word];
  if (found !== undefined && (found === 'L' || (Number(found) >= 1 && Number(found) <= 31))) return found;
  throw new RangeError(`"${word}" is not a day`);
}

function readMonths(text: string): string {
  if (/^((the|each|every) )?month$/.test(text)) return '*';
  const months = listOf(text).map((word) => {
    const month = monthOf(word);
    if (month === undefined) throw new RangeError(`"${word}" is not a month`);
    return month;
  });
  return months.join(',');
}

function monthOf(word: string): string | undefined {
  const index = nameIndex(MONTHS, word);
  return index < 0 ? undefined : String(index + 1);
}

function weekdayOf(word: string): string | undefined {
  const index = nameIndex(WEEKDAYS, word.replace(/(?<=day)s$/, ''));
  return index < 0 ? undefined : String(index);
}

/** Whole names, and their beginnings from three letters on. */
function nameIndex(names: readonly string[], word: string): number {
  const start = word.replace(/\.$/, '');
  return start.length < 3 ? -1 : names.findIndex((name) => name.startsWith(start));
}

/** Minute and hour as cron has them. */
function readTime(text: string): string {
  if (text === 'noon') return '0 12';
  if (text === 'midnight') return '0 0';
  const [, hours, minutes = '0', half] = /^(\d{1,2})(?:[:.](\d{2}))?(?: ?(am|pm))?$/.exec(text) ?? [];
  const hour = (Number(hours) % (half === undefined ? 100 : 12)) + (half === 'pm' ? 12 : 0);
  const inRange = hour <= 23 && Number(minutes) <= 59 && (half === undefined || Number(hours) <= 12);
  if (hours === undefined || !inRange) throw new RangeError(`"${text}" is not a time`);
  return `${Number(minutes)} ${hour}`;
}
