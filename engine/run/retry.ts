import type { ErrorShape } from '#contract/error';
import { parseDuration, type RetrySettings } from '#contract/flow';

/** When to try again; all times in milliseconds. */
export interface RetryPolicy {
  attempts: number;
  delay: number;
  factor: number;
  maxDelay: number;
  /** Share of each wait that is random, 0 to 1. */
  jitter: number;
  /** Codes to retry; undefined: whatever may pass by itself. */
  on: ReadonlySet<string> | undefined;
}

/** The policy of a node's `retry` settings, with the defaults filled in. */
export function retryPolicy(settings: RetrySettings): RetryPolicy {
  const delay = parseDuration(settings.delay ?? '1s') ?? 1000;
  return {
    attempts: settings.attempts,
    delay,
    factor: settings.factor ?? 2,
    // Who asks for a first wait of an hour does not mean five minutes.
    maxDelay: parseDuration(settings.maxDelay ?? '') ?? Math.max(delay, 300_000),
    jitter: settings.jitter ?? 0.2,
    on: settings.on && new Set(settings.on),
  };
}

/**
 * Milliseconds to wait before the next attempt, or undefined when there is none.
 * What the other side asked for (`retryAfter`) wins over the policy's own delay.
 *
 * @param attempt the attempt that failed, from 1
 * @param random a number in [0, 1)
 */
export function retryDelay(
  policy: RetryPolicy | undefined,
  attempt: number,
  error: ErrorShape,
  retryAfter: number | undefined,
  random: number,
): number | undefined {
  if (!policy || attempt >= policy.attempts || error.kind !== 'step') return undefined;
  const wanted = policy.on ? policy.on.has(error.code) : error.retryable;
  if (!wanted) return undefined;
  if (retryAfter !== undefined) return retryAfter;
  const full = Math.min(policy.delay * policy.factor ** (attempt - 1), policy.maxDelay);
  return Math.round(full * (1 - policy.jitter * random));
}
