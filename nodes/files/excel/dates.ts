const DAY = 86_400_000;
/** Excel's day 0, chosen so that days from March 1900 on are right: Excel counts a 29th February 1900 that never was. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
/** The last second of the year 9999, where Excel's dates end. */
const LAST_DAY = 2_958_466;

/** Whether a number format of Excel's own list shows dates or times. */
export function isBuiltInDateFormat(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id === 45 || id === 47 || (id >= 50 && id <= 58);
}

/** Whether a number format, for example `dd.mm.yyyy`, shows a date or time. Elapsed time (`[h]:mm`) is a number of days. */
export function isDateFormat(code: string): boolean {
  if (/\[(h+|m+|s+)\]/i.test(code)) return false;
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '');
  return /[ymdhs]/i.test(bare) && !/general/i.test(bare);
}

/**
 * A date as Excel stores it, a number of days, in ISO form without a time zone:
 * `2026-01-31`, `2026-01-31T08:30:00`, or `08:30:00` for a time of day alone.
 */
export function toIsoDate(days: number, from1904: boolean): string | number {
  if (days < 0 || days >= LAST_DAY) return days;
  const shift = !from1904 && days < 60 && days >= 1 ? 1 : 0;
  const date = new Date((from1904 ? EPOCH_1904 : EPOCH_1900) + Math.round((days + shift) * DAY));
  const [day = '', time = ''] = date
    .toISOString()
    .replace(/(\.000)?Z$/, '')
    .split('T');
  if (Number.isInteger(days)) return day;
  return days < 1 ? time : `${day}T${time}`;
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?$/;

/** The number of days for an ISO date without a time zone that Excel can show; undefined for any other text. */
export function fromIsoDate(text: string): { days: number; hasTime: boolean } | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const date = new Date(`${text}${match[4] === undefined ? 'T00:00' : ''}Z`);
  // The 30th of February would become the 2nd of March.
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(match[3])) return undefined;
  const days = (date.getTime() - EPOCH_1900) / DAY;
  return days < 61 || days >= LAST_DAY ? undefined : { days, hasTime: match[4] !== undefined };
}
