import { parseDuration, type RetrySettings } from '#contract/flow';

/** What is waited where nothing is set: as the engine does it. */
export const RETRY_DEFAULTS = { delay: '1s', factor: 2, maxDelay: '5m', jitter: 0.2 } as const;

/** Waits between attempts in milliseconds, one fewer than attempts. */
export function retryWaits(retry: RetrySettings): number[] {
  const first = parseDuration(retry.delay ?? RETRY_DEFAULTS.delay) ?? 0;
  const most = parseDuration(retry.maxDelay ?? RETRY_DEFAULTS.maxDelay) ?? Number.POSITIVE_INFINITY;
  const factor = retry.factor ?? RETRY_DEFAULTS.factor;
  const count = Math.max(0, Math.min(1000, retry.attempts) - 1);
  return Array.from({ length: count }, (_, index) => Math.min(most, first * factor ** index));
}

/** A stretch of the drawing: a wait, and how much of the width it takes. */
export interface ScalePart {
  ms: number;
  /** Share of the width, from 0 to 1. */
  share: number;
  /** Waits left out before this one. */
  skipped: number;
}

const MOST_PARTS = 5;

/**
 * The drawing of a retry: waits to scale by their square root, so that the first
 * can be seen beside the last. Long ones show their first waits and the last.
 */
export function retryScale(waits: readonly number[]): ScalePart[] {
  const shown =
    waits.length <= MOST_PARTS
      ? waits.map((ms) => ({ ms, skipped: 0 }))
      : [
          ...waits.slice(0, MOST_PARTS - 1).map((ms) => ({ ms, skipped: 0 })),
          { ms: waits.at(-1) ?? 0, skipped: waits.length - MOST_PARTS },
        ];
  const sum = shown.reduce((all, { ms }) => all + Math.sqrt(ms), 0);
  return shown.map(({ ms, skipped }) => ({
    ms,
    skipped,
    share: sum > 0 ? Math.sqrt(ms) / sum : 1 / shown.length,
  }));
}

/** A wait in a few signs: `0.5 s`, `2 s`, `5 m`. */
export function waitText(ms: number): string {
  if (ms < 100) return `${Math.round(ms)} ms`;
  const [size, unit] =
    ms < 60_000
      ? ([1000, 's'] as const)
      : ms < 3_600_000
        ? ([60_000, 'm'] as const)
        : ([3_600_000, 'h'] as const);
  return `${Number((ms / size).toFixed(1))} ${unit}`;
}
