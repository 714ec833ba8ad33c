import type { CredentialEntry, RateLimit } from '#contract/connection';

const UNITS: Readonly<Record<string, string>> = { '1s': 's', '1m': 'min', '1h': 'h', '1d': 'day' };

/** A rate limit in a few words: `60 / min, 4 at once`; undefined where there is none. */
export function limitText(rate: RateLimit | undefined): string | undefined {
  const parts = [
    rate?.requests === undefined ? undefined : `${rate.requests} / ${per(rate)}`,
    rate?.concurrent === undefined ? undefined : `${rate.concurrent} at once`,
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(', ') : undefined;
}

/** How much of it is used: `34 of 60 / min`; the limit alone while nothing has been used. */
export function budgetText({ rate, budget }: Pick<CredentialEntry, 'rate' | 'budget'>): string | undefined {
  const limit = limitText(rate);
  if (limit === undefined || !budget || rate?.requests === undefined) return limit;
  const waiting = budget.waiting > 0 ? `, ${budget.waiting} wait` : '';
  return `${budget.used} of ${rate.requests} / ${per(rate)}${waiting}`;
}

/** Share of the budget that is used, from 0 to 1. */
export function budgetShare({ rate, budget }: Pick<CredentialEntry, 'rate' | 'budget'>): number {
  return rate?.requests === undefined || !budget ? 0 : Math.min(1, budget.used / rate.requests);
}

function per({ per = '1s' }: RateLimit): string {
  return UNITS[per] ?? per;
}
