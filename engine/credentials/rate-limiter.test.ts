import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RateLimiter } from './rate-limiter.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const never = new AbortController().signal;

function limiter(limit: RateLimiter['limit']): RateLimiter {
  const made = new RateLimiter();
  made.limit = limit;
  return made;
}

/** Takes turns for these, and gives the list of those that have got theirs, in order. */
function line(limits: RateLimiter, who: string): string[] {
  const served: string[] = [];
  for (const [index, one] of [...who].entries())
    void limits.take(one, never).then(() => served.push(`${one}${index}`));
  return served;
}

describe('requests per interval', () => {
  it('lets no more through than allowed, in any interval', async () => {
    const limits = limiter({ requests: 2, per: '10s' });
    const served = line(limits, 'aaaaa');
    await vi.advanceTimersByTimeAsync(0);
    expect(served).toEqual(['a0', 'a1']);
    expect(limits.budget).toEqual({ used: 2, waiting: 3 });
    await vi.advanceTimersByTimeAsync(9_999);
    expect(served).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(served).toEqual(['a0', 'a1', 'a2', 'a3']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(served).toHaveLength(5);
    expect(limits.budget).toEqual({ used: 1, waiting: 0 });
  });

  it('counts the further requests of a turn', async () => {
    const limits = limiter({ requests: 2, per: '1s' });
    (await limits.take('a', never)).more();
    expect(line(limits, 'b')).toEqual([]);
    expect(limits.budget).toEqual({ used: 2, waiting: 1 });
  });

  it('is fair: who comes later with little does not wait for one with much', async () => {
    const limits = limiter({ requests: 1, per: '1s' });
    const served = line(limits, 'aaaabc');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(served).toEqual(['a0', 'a1', 'b4', 'c5', 'a2', 'a3']);
  });

  it('lets those who give up out of the line, with their reason', async () => {
    const limits = limiter({ requests: 1, per: '1d' });
    await limits.take('a', never);
    const stop = new AbortController();
    const waiting = limits.take('b', stop.signal);
    stop.abort(new Error('suspended'));
    await expect(waiting).rejects.toThrow('suspended');
    expect(limits.budget.waiting).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes on at once when the limit is lifted', async () => {
    const limits = limiter({ requests: 1, per: '1d' });
    const served = line(limits, 'ab');
    limits.limit = undefined;
    await vi.advanceTimersByTimeAsync(0);
    expect(served).toEqual(['a0', 'b1']);
  });
});

describe('requests at once', () => {
  it('lets the next one through when one is over, which it is only once', async () => {
    const limits = limiter({ concurrent: 1 });
    const first = await limits.take('a', never);
    const served = line(limits, 'bc');
    expect(limits.budget).toEqual({ used: 1, waiting: 2 });
    first.over();
    first.over();
    await vi.advanceTimersByTimeAsync(0);
    expect(served).toEqual(['b0']);
    expect(limits.budget).toEqual({ used: 1, waiting: 1 });
  });
});
