/** A duration as flow files write it: a number and ms, s, m, h or d. */
export const DURATION = /^\d+(\.\d+)?(ms|s|m|h|d)$/;
/** What to say of one that is not. */
export const DURATION_FORM = 'must be a duration like "50ms", "5s", "10m", "2h" or "1d"';

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration such as `50ms`, `5s`, `1.5h`; undefined where it is not one. */
export function parseDuration(text: string): number | undefined {
  const written = text.trim();
  if (!DURATION.test(written)) return undefined;
  const unit = UNITS[written.replace(/^[\d.]+/, '')] ?? 1;
  return Math.round(Number.parseFloat(written) * unit);
}
