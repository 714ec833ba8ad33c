import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '#contract/error';
import type { Item } from '#contract/node';
import { TriggerBench } from '#test/trigger';
import { armPoll, type Pace } from './arm-poll.ts';
import type { Strategy } from './strategies.ts';

type Row = { id: number; at: number; text: string };

const MINUTE = 60_000;
const pace = (more: Partial<Pace> = {}): Pace => ({ every: '1m', first: 'new', runs: 'together', ...more });
const by = (detect: Strategy['detect'], field?: string): Strategy => ({
  detect,
  field,
  key: 'id',
  changes: true,
});

/** A list that a test changes, and a trigger that looks at it. */
class Polled {
  readonly bench = new TriggerBench();
  rows: Row[] = [];
  looks = 0;
  fail: Error | undefined;

  async arm(strategy: Strategy, params: Pace, resumed = false, is = 'rows'): Promise<void> {
    const look = async () => {
      this.looks++;
      if (this.fail) throw this.fail;
      const items = this.rows.map((row): Item => ({ json: { ...row } }));
      async function* pages() {
        yield items.slice(0, 2);
        yield items.slice(2);
      }
      return { pages: pages() };
    };
    await this.bench.arm((ctx) => armPoll(ctx, { is, strategy, look }), params, { resumed });
  }

  get texts(): string[][] {
    return this.bench.started.map(({ items }) => items.map(({ json }) => String(json.text)));
  }
}

const row = (id: number, at: number, text = `${id}@${at}`): Row => ({ id, at, text });

describe('a modified time', () => {
  test('only what comes later starts a run, in the order of the times', async () => {
    const polled = new Polled();
    polled.rows = [row(1, 10), row(2, 20)];
    await polled.arm(by('modified', 'at'), pace());
    await polled.bench.until('waiting');
    expect(polled.texts).toEqual([]);
    polled.rows = [row(4, 40), row(1, 30), row(2, 20)];
    await polled.bench.moveOn(MINUTE);
    await polled.bench.moveOn(MINUTE);
    expect(polled.texts).toEqual([['1@30', '4@40']]);
  });

  test('another item of the very time that was the last is found, and none is found twice', async () => {
    const polled = new Polled();
    polled.rows = [row(1, 10)];
    await polled.arm(by('modified', 'at'), pace());
    await polled.bench.until('waiting');
    polled.rows = [row(1, 10), row(2, 10)];
    await polled.bench.moveOn(MINUTE);
    polled.rows = [row(1, 10), row(2, 10), row(3, 10)];
    await polled.bench.moveOn(MINUTE);
    expect(polled.texts).toEqual([['2@10'], ['3@10']]);
  });

  test('times of several zones are compared as moments', async () => {
    const polled = new Polled();
    const zoned = (id: number, at: string) => ({ id, at, text: String(id) }) as unknown as Row;
    polled.rows = [zoned(1, '2026-01-01T10:00:00Z')];
    await polled.arm(by('modified', 'at'), pace());
    await polled.bench.until('waiting');
    polled.rows = [zoned(2, '2026-01-01T11:30:00+02:00'), zoned(3, '2026-01-01T06:00:00-05:00')];
    await polled.bench.moveOn(MINUTE);
    expect(polled.texts).toEqual([['3']]);
  });

  test('a field that is no time, or not there, is told when the flow is activated', async () => {
    const polled = new Polled();
    polled.rows = [row(1, 10)];
    await expect(polled.arm(by('modified', 'text'), pace())).rejects.toThrow('is not a time');
    await expect(polled.arm(by('modified', 'when'), pace())).rejects.toThrow('has no field "when"');
  });
});

test('ids go up by their number, also where they are text', async () => {
  const polled = new Polled();
  const named = (id: string) => ({ id, at: 0, text: id }) as unknown as Row;
  polled.rows = [named('9')];
  await polled.arm(by('id', 'id'), pace());
  await polled.bench.until('waiting');
  polled.rows = [named('8'), named('10'), named('9')];
  await polled.bench.moveOn(MINUTE);
  expect(polled.texts).toEqual([['10']]);
});

describe('everything compared', () => {
  test('finds new and changed rows, and one that went and came back', async () => {
    const polled = new Polled();
    polled.rows = [row(1, 1, 'a'), row(2, 1, 'b')];
    await polled.arm(by('all'), pace());
    await polled.bench.until('waiting');
    polled.rows = [row(2, 1, 'B'), row(3, 1, 'c')];
    await polled.bench.moveOn(MINUTE);
    polled.rows = [row(1, 1, 'a'), row(2, 1, 'B'), row(3, 1, 'c')];
    await polled.bench.moveOn(MINUTE);
    await polled.bench.moveOn(MINUTE);
    expect(polled.texts).toEqual([['B', 'c'], ['a']]);
  });

  test('only new keys where changes do not count', async () => {
    const polled = new Polled();
    polled.rows = [row(1, 1, 'a')];
    await polled.arm({ ...by('all'), changes: false }, pace());
    await polled.bench.until('waiting');
    polled.rows = [row(1, 1, 'A'), row(2, 1, 'b')];
    await polled.bench.moveOn(MINUTE);
    expect(polled.texts).toEqual([['b']]);
  });
});

test('the first look may start a run for everything, each item its own', async () => {
  const polled = new Polled();
  polled.rows = [row(1, 10), row(2, 20)];
  await polled.arm(by('id', 'id'), pace({ first: 'all', runs: 'each' }));
  await polled.bench.until('waiting');
  expect(polled.texts).toEqual([['1@10'], ['2@20']]);
});

test('with another source it begins anew', async () => {
  const polled = new Polled();
  polled.rows = [row(1, 10), row(2, 20)];
  await polled.arm(by('id', 'id'), pace());
  await polled.bench.until('waiting');
  await polled.bench.disarm();
  polled.rows = [row(1, 10)];
  await polled.arm(by('id', 'id'), pace({ first: 'all' }), false, 'other rows');
  await polled.bench.until('waiting');
  expect(polled.texts).toEqual([['1@10']]);
});

test('while nothing is new it looks less often; a service in trouble is asked again, and told of', async () => {
  const polled = new Polled();
  await polled.arm(by('id', 'id'), pace({ slowest: '4m' }));
  const { bench } = polled;
  const waits: number[] = [];
  for (let nr = 0; nr < 4; nr++) {
    const waiting = await bench.until('waiting');
    if (waiting.state !== 'waiting') throw new Error('it does not wait');
    waits.push((waiting.until - bench.clock.now()) / MINUTE);
    await bench.moveOn(waiting.until - bench.clock.now());
  }
  expect(waits).toEqual([2, 4, 4, 4]);
  polled.fail = new UserError('the service is down', { hint: 'wait' });
  bench.condition = undefined;
  bench.clock.moveBy(4 * MINUTE);
  expect(await bench.until('error')).toMatchObject({ message: 'the service is down', hint: 'wait' });
  polled.fail = undefined;
  polled.rows = [row(1, 10)];
  await bench.moveOn(10_000);
  expect(polled.texts).toEqual([['1@10']]);
});

test('killed at any commit and taken up again, nothing is left out and nothing comes twice', async () => {
  const strategies = [by('modified', 'at'), by('id', 'at'), by('all')];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...strategies),
      fc.constantFrom<Pace['runs']>('together', 'each'),
      fc.array(fc.array(fc.nat(5), { maxLength: 6 }), { minLength: 1, maxLength: 6 }),
      fc.infiniteStream(fc.nat(4)),
      async (strategy, runs, rounds, deaths) => {
        const polled = new Polled();
        const { bench } = polled;
        const current = new Map<number, Row>();
        let time = 0;
        const die = (): void => {
          if (deaths.next().value === 0) throw new Error('killed');
        };
        for (const round of rounds) {
          for (const id of round) current.set(id, row(id, ++time));
          polled.rows = [...current.values()].reverse();
          bench.beforeCommit = die;
          for (let isDone = false; !isDone; ) {
            const end = Promise.withResolvers<boolean>();
            bench.condition = undefined;
            void bench.until('waiting').then(() => end.resolve(true));
            void bench.until('error').then(() => end.resolve(false));
            await polled.arm(strategy, pace({ first: 'all', runs }), true);
            isDone = await end.promise;
            await bench.disarm();
          }
        }
        const texts = polled.texts.flat();
        expect(new Set(texts).size).toBe(texts.length);
        for (const { text } of current.values()) expect(texts).toContain(text);
      },
    ),
    { numRuns: 60 },
  );
});
