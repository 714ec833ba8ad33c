const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** How long ago: `now`, `4 min ago`, `3 h ago`, `2 days ago`, then the date. */
export function agoText(at: number, now: number): string {
  const passed = now - at;
  if (passed < MINUTE) return 'now';
  return passed < 7 * DAY ? `${lengthText(passed)} ago` : DATE.format(at);
}

/** When something ends: `in 41 min`, `in 3 days`, `ended 2 h ago`, then the date. */
export function untilText(at: number, now: number): string {
  const left = at - now;
  if (left <= 0) return `ended ${agoText(at, now)}`;
  return left < 30 * DAY ? `in ${lengthText(left)}` : `on ${DATE.format(at)}`;
}

function lengthText(ms: number): string {
  if (ms < HOUR) return `${Math.max(1, Math.round(ms / MINUTE))} min`;
  if (ms < DAY) return `${Math.round(ms / HOUR)} h`;
  const days = Math.round(ms / DAY);
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}
