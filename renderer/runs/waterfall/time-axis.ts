import { formatMs } from '#renderer/ui';

/** The stretch of time that is drawn, in milliseconds since 1970. */
export interface Range {
  from: number;
  to: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 20, 30].map((nr) => nr * SECOND),
  ...[1, 2, 5, 10, 20, 30].map((nr) => nr * MINUTE),
  ...[1, 2, 6, 12].map((nr) => nr * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365, 730, 1825, 3650].map((nr) => nr * DAY),
];

/** Marks at round times since the start, so many that each has room. */
export function ticks(range: Range, start: number, width: number): { at: number; label: string }[] {
  const room = 76;
  const span = range.to - range.from;
  const most = Math.max(1, Math.floor(width / room));
  const step = STEPS.find((size) => span / size <= most) ?? (STEPS.at(-1) as number);
  const marks: { at: number; label: string }[] = [];
  const first = Math.max(1, Math.ceil((range.from - start) / step));
  for (let nr = first; start + nr * step < range.to && marks.length < 200; nr++) {
    marks.push({ at: start + nr * step, label: tickText(nr * step, step) });
  }
  return marks;
}

function tickText(ms: number, step: number): string {
  if (step < SECOND) return ms < SECOND ? `${ms} ms` : `${+(ms / SECOND).toFixed(3)} s`;
  if (step < MINUTE && ms < 10 * MINUTE) return `${ms / SECOND} s`;
  if (step >= DAY) return `${ms / DAY} d`;
  return formatMs(ms);
}

const SHORTEST = 2;

/** The range made larger (factor above 1) or smaller around a share of its width, within `whole`. */
export function zoom(range: Range, factor: number, share: number, whole: Range): Range | undefined {
  const span = Math.max(SHORTEST, (range.to - range.from) * factor);
  if (span >= whole.to - whole.from) return undefined;
  const middle = range.from + (range.to - range.from) * share;
  return shift({ from: middle - span * share, to: middle + span * (1 - share) }, 0, whole);
}

/** The range moved by so many milliseconds, within `whole`. */
export function shift(range: Range, by: number, whole: Range): Range {
  const span = range.to - range.from;
  const from = Math.min(Math.max(range.from + by, whole.from), whole.to - span);
  return { from, to: from + span };
}
