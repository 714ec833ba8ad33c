import { DateTime } from 'luxon';

const READERS: readonly ((text: string) => DateTime)[] = [
  (text) => DateTime.fromISO(text, { setZone: hasOffset(text) }),
  (text) => DateTime.fromSQL(text),
  (text) => DateTime.fromRFC2822(text),
  (text) => DateTime.fromHTTP(text),
];

/** The DateTime that a text shows. Throws when it shows none. */
export function toDateTime(text: string, format?: unknown): DateTime {
  const trimmed = text.trim();
  if (typeof format === 'string') {
    const date = DateTime.fromFormat(trimmed, format);
    if (date.isValid) return date;
    throw new TypeError(`"${text.slice(0, 50)}" is not a date in the format ${format}`);
  }
  for (const read of READERS) {
    const date = read(trimmed);
    if (date.isValid) return date;
  }
  throw new TypeError(`"${text.slice(0, 50)}" is not a date; name its format: .toDateTime('dd.MM.yyyy')`);
}

/** A text that names its offset keeps it; other texts are in the flow's zone. */
function hasOffset(text: string): boolean {
  return /[+-]\d\d:?\d\d$/.test(text);
}
