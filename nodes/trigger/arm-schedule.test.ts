import { describe, expect, test } from 'vitest';
import type { ArmContext, StartKey, TriggerCondition } from '#contract/node';
import { TestClock } from '#test/clock';
import { armSchedule } from './arm-schedule.ts';

type Params = Parameters<typeof armSchedule>[0]['params'];

const START = Date.parse('2026-01-01T00:00:00Z');
const HOUR = 3_600_000;

/** A schedule at work on a clock that the test moves. */
class Armed {
  readonly clock: TestClock;
  readonly started: (StartKey & { late: number })[] = [];
  readonly #end = new AbortController();
  #cursor: unknown;
  #condition: TriggerCondition | undefined;
  #told = Promise.withResolvers<void>();

  constructor(params: Partial<Params>, at = START, cursor?: string) {
    this.clock = new TestClock(at);
    this.#cursor = cursor;
    const ctx: Partial<ArmContext<Params>> = {
      params: { missed: 'once', timezone: 'UTC', ...params },
      flow: { id: 'f', name: 'F', path: '/f.flow.json', timezone: 'UTC' },
      resumed: cursor !== undefined,
      clock: this.clock,
      signal: this.#end.signal,
      cursor: () => this.#cursor,
      moveCursor: async (moved) => {
        this.#cursor = moved;
      },
      start: async (_, about) => {
        this.started.push({ ...about, late: this.clock.now() - Date.parse(about.key) });
        this.#cursor = about.cursor;
        return { run: about.key, isNew: true };
      },
      report: (condition) => {
        this.#condition = condition;
        this.#told.resolve();
        this.#told = Promise.withResolvers();
      },
    };
    armSchedule(ctx as ArmContext<Params>)().catch(() => undefined);
  }

  /** Resolves when it waits for a time that is yet to come. */
  async isWaiting(): Promise<string> {
    while (this.#condition?.state !== 'waiting' || this.#condition.until <= this.clock.now())
      await this.#told.promise;
    return new Date(this.#condition.until).toISOString();
  }

  async moveBy(milliseconds: number): Promise<string[]> {
    const before = this.started.length;
    await this.isWaiting();
    this.clock.moveBy(milliseconds);
    await this.isWaiting();
    return this.started.slice(before).map(({ key }) => key);
  }

  get cursor(): unknown {
    return this.#cursor;
  }
}

test('each moment starts one run, with its key and cursor', async () => {
  const armed = new Armed({ every: '1h' });
  expect(await armed.isWaiting()).toBe('2026-01-01T01:00:00.000Z');
  expect(armed.cursor).toBe('2026-01-01T00:00:00.000Z');
  expect(await armed.moveBy(HOUR)).toEqual(['2026-01-01T01:00:00.000Z']);
  expect(await armed.moveBy(HOUR / 2)).toEqual([]);
  expect(await armed.moveBy(HOUR / 2)).toEqual(['2026-01-01T02:00:00.000Z']);
  expect(armed.cursor).toBe('2026-01-01T02:00:00.000Z');
});

describe('missed moments', () => {
  const sleep = 3 * HOUR + HOUR / 2;

  test('after sleep: not made up for, by one run, or each', async () => {
    expect(await new Armed({ every: '1h', missed: 'skip' }).moveBy(sleep)).toEqual([]);
    expect(await new Armed({ every: '1h', missed: 'once' }).moveBy(sleep)).toEqual([
      '2026-01-01T03:00:00.000Z',
    ]);
    expect(await new Armed({ every: '1h', missed: 'all' }).moveBy(sleep)).toEqual([
      '2026-01-01T01:00:00.000Z',
      '2026-01-01T02:00:00.000Z',
      '2026-01-01T03:00:00.000Z',
    ]);
  });

  test('after a restart the same, from the cursor on; the interval keeps its beat', async () => {
    const at = START + sleep;
    const cursor = new Date(START).toISOString();
    for (const [missed, expected] of [
      ['skip', []],
      ['once', ['03']],
      ['all', ['01', '02', '03']],
    ] as const) {
      const armed = new Armed({ every: '1h', missed }, at, cursor);
      expect(await armed.isWaiting()).toBe('2026-01-01T04:00:00.000Z');
      expect(armed.started.map(({ key }) => key.slice(11, 13))).toEqual(expected);
    }
  });

  test('after a short restart, too: what was due before it was missed', async () => {
    const cursor = new Date(START).toISOString();
    const starts = async (missed: Params['missed']) => {
      const armed = new Armed({ every: '1s', missed }, START + 3100, cursor);
      await armed.isWaiting();
      return armed.started.length;
    };
    expect([await starts('skip'), await starts('once'), await starts('all')]).toEqual([0, 1, 3]);
    const daily = new Armed({ cron: '0 0 * * *', missed: 'skip' }, START + 1, '2025-12-31T12:00:00.000Z');
    await daily.isWaiting();
    expect(daily.started).toEqual([]);
  });

  test('a moment that comes a little late is not missed', async () => {
    const armed = new Armed({ cron: '0 * * * *', missed: 'skip' });
    expect(await armed.moveBy(HOUR + 50_000)).toEqual(['2026-01-01T01:00:00.000Z']);
    expect(await new Armed({ every: '10s', missed: 'skip' }).moveBy(14_000)).toHaveLength(1);
    expect(await new Armed({ every: '10s', missed: 'skip' }).moveBy(16_000)).toHaveLength(0);
  });

  test('one that is due just now is not missed, and stands for those that were', async () => {
    const cron = '0 * * * *';
    expect(await new Armed({ cron, missed: 'skip' }).moveBy(3 * HOUR)).toEqual(['2026-01-01T03:00:00.000Z']);
    expect(await new Armed({ cron, missed: 'once' }).moveBy(3 * HOUR)).toEqual(['2026-01-01T03:00:00.000Z']);
  });

  test('none is missed while the flow is not active', async () => {
    const armed = new Armed({ every: '1h', missed: 'all' }, START + sleep);
    expect(await armed.isWaiting()).toBe('2026-01-01T04:30:00.000Z');
    expect(armed.started).toEqual([]);
  });
});

test('a schedule without any time left is refused', () => {
  expect(() => new Armed({ cron: '0 9 31 2 *' })).toThrow('no time left');
});
