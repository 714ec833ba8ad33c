import { expect, test } from 'vitest';
import { contextFor, NOW, plainAbilities } from '../testing/index.ts';
import { delay } from './delay.ts';

function until(raw: Record<string, unknown>, timezone = 'UTC') {
  const params = delay.params.parse(raw);
  const step = { params, inputs: {}, itemIndex: 0 };
  return delay.direct([], { ...contextFor(step, plainAbilities()), params, timezone });
}

test('counts a duration from the start of the step', () => {
  expect(until({ for: '1.5h' })).toEqual({ do: 'wait', until: NOW + 5_400_000 });
});

test('reads times in the zone of the flow, offsets and milliseconds', () => {
  const wait = { do: 'wait', until: Date.UTC(2026, 6, 1, 7) };
  expect(until({ until: '2026-07-01T09:00' }, 'Europe/Berlin')).toEqual(wait);
  expect(until({ until: '2026-07-01T08:00+01:00' })).toEqual(wait);
  expect(until({ until: wait.until })).toEqual(wait);
});

test('says what is not a time', () => {
  expect(() => until({ until: 'soon' })).toThrow('"until" of the delay is "soon", which is not a time');
  expect(() => until({ until: null })).toThrow('which is not a time');
});

test('needs exactly one of the two', () => {
  expect(delay.params.safeParse({}).success).toBe(false);
  expect(delay.params.safeParse({ for: '5s', until: '2026-01-31' }).success).toBe(false);
});
