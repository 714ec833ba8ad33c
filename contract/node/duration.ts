/** A duration as flow files write it: a number and a unit. */
export const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

const MILLISECONDS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration like `50ms`, `5s`, `10m`, `2h` or `1d`; undefined when it is not one. */
export function durationMs(text: string): number | undefined {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  const factor = unit === undefined ? undefined : MILLISECONDS[unit];
  return factor === undefined ? undefined : Number(amount) * factor;
}
