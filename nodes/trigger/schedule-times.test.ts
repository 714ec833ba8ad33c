import { describe, expect, test } from 'vitest';
import { timesOf } from './schedule-times.ts';

const BERLIN = 'Europe/Berlin';
const HOUR = 3_600_000;

function next(
  about: { cron?: string; calendar?: string; every?: string; timezone?: string },
  from: string,
  count: number,
) {
  const since = Date.parse(from);
  const times = timesOf({ timezone: BERLIN, since, ...about });
  const found: string[] = [];
  for (let at = times.after(since); at !== undefined && found.length < count; at = times.after(at))
    found.push(new Date(at).toISOString());
  return found;
}

describe('cron', () => {
  test('five parts, and seconds before them', () => {
    expect(next({ cron: '0 7 * * 1' }, '2026-01-01T00:00:00Z', 2)).toEqual([
      '2026-01-05T06:00:00.000Z',
      '2026-01-12T06:00:00.000Z',
    ]);
    expect(next({ cron: '*/20 * * * * *' }, '2026-01-01T00:00:05Z', 3)).toEqual([
      '2026-01-01T00:00:20.000Z',
      '2026-01-01T00:00:40.000Z',
      '2026-01-01T00:01:00.000Z',
    ]);
  });

  test('what times of day mean is the zone’s business', () => {
    const zones = ['America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'];
    const at = zones.map((timezone) => next({ cron: '30 9 * * *', timezone }, '2026-01-01T12:00:00Z', 1)[0]);
    expect(at).toEqual(['2026-01-01T14:30:00.000Z', '2026-01-02T04:00:00.000Z', '2026-01-01T20:30:00.000Z']);
  });

  test('a time of day that the clock jumps over comes right after the jump', () => {
    // On 29 March 2026 the clock goes from 2:00 to 3:00.
    expect(next({ cron: '30 2 * * *' }, '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
    expect(next({ cron: '30 2,14 * * *' }, '2026-03-28T14:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-29T12:30:00.000Z',
    ]);
  });

  test('a time of day that the clock shows twice counts once', () => {
    // On 25 October 2026 the clock goes from 3:00 back to 2:00.
    expect(next({ cron: '30 2 * * *' }, '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  test('what comes every hour goes on evenly over both', () => {
    for (const day of ['2026-03-28T22:00:00Z', '2026-10-24T22:00:00Z']) {
      const times = next({ cron: '0 * * * *' }, day, 6).map(Date.parse);
      expect(times.map((time) => time - Date.parse(day))).toEqual([1, 2, 3, 4, 5, 6].map((n) => n * HOUR));
    }
  });

  test('the last one at or before a time', () => {
    const times = timesOf({ cron: '0 9 * * *', timezone: BERLIN, since: 0 });
    const nine = Date.parse('2026-01-28T08:00:00Z');
    expect(times.upTo(nine)).toBe(nine);
    expect(times.upTo(nine - 1)).toBe(nine - 24 * HOUR);
    expect(times.after(nine)).toBe(nine + 24 * HOUR);
  });

  test('a day that never comes', () => {
    expect(next({ cron: '0 9 31 2 *' }, '2026-01-01T00:00:00Z', 1)).toEqual([]);
  });
});

describe('a calendar rule', () => {
  const rule = (calendar: string, from: string, count: number) => next({ calendar }, from, count);

  test('all its days and times, in order', () => {
    expect(rule('every monday and wednesday at 7:00 and 19:30', '2026-01-04T12:00:00Z', 4)).toEqual([
      '2026-01-05T06:00:00.000Z',
      '2026-01-05T18:30:00.000Z',
      '2026-01-07T06:00:00.000Z',
      '2026-01-07T18:30:00.000Z',
    ]);
  });

  test('ends of months', () => {
    expect(rule('on the last day of the month at 18:00', '2026-01-15T12:00:00Z', 3)).toEqual([
      '2026-01-31T17:00:00.000Z',
      '2026-02-28T17:00:00.000Z',
      '2026-03-31T16:00:00.000Z',
    ]);
    expect(rule('on the last friday of march and june at 9', '2026-01-15T12:00:00Z', 2)).toEqual([
      '2026-03-27T08:00:00.000Z',
      '2026-06-26T07:00:00.000Z',
    ]);
    // 1 August 2026 is a Saturday, 31 May 2026 a Sunday.
    expect(rule('on the first weekday of august at 9', '2026-01-15T12:00:00Z', 1)).toEqual([
      '2026-08-03T07:00:00.000Z',
    ]);
    expect(rule('on the last weekday of may at 9', '2026-01-15T12:00:00Z', 1)).toEqual([
      '2026-05-29T07:00:00.000Z',
    ]);
  });

  test('two rules that meet count once', () => {
    const times = timesOf({ calendar: 'on the 5th, monday at 7', timezone: BERLIN, since: 0 });
    const fifth = Date.parse('2026-01-05T06:00:00Z');
    expect(times.after(fifth - 1)).toBe(fifth);
    expect(times.after(fifth)).toBe(Date.parse('2026-01-12T06:00:00Z'));
    expect(times.upTo(fifth)).toBe(fifth);
  });
});

test('an interval counts from when it began, over clock changes too', () => {
  expect(next({ every: '1d' }, '2026-03-28T12:00:00Z', 2)).toEqual([
    '2026-03-29T12:00:00.000Z',
    '2026-03-30T12:00:00.000Z',
  ]);
  const times = timesOf({ every: '15m', timezone: BERLIN, since: 1000 });
  expect(times.upTo(1000)).toBeUndefined();
  expect(times.after(0)).toBe(901_000);
  expect(times.upTo(901_000)).toBe(901_000);
  expect(times.after(901_000)).toBe(1_801_000);
});
