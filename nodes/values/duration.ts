import { UserError } from '#contract/error';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration as flow files write it: `50ms`, `5s`, `10m`, `2h`, `1d`. */
export function milliseconds(duration: string): number {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration.trim()) ?? [];
  const factor = UNITS[unit];
  if (amount === undefined || factor === undefined) {
    throw new UserError(`${JSON.stringify(duration)} is not a duration`, {
      hint: 'Write a number and a unit, for example 50ms, 5s, 10m, 2h or 1d.',
    });
  }
  return Number(amount) * factor;
}
