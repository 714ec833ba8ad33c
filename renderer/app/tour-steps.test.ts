import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TOUR, useTour } from './tour-steps.ts';

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  useTour.getState().end();
});
afterEach(() => vi.unstubAllGlobals());

test('it is shown once by itself, step by step to its end', () => {
  const { startOnce, next, back } = useTour.getState();
  startOnce();
  expect(useTour.getState().step).toBe(0);
  back();
  expect(useTour.getState().step).toBe(0);
  for (let step = 1; step < TOUR.length; step++) {
    next();
    expect(useTour.getState().step).toBe(step);
  }
  next();
  expect(useTour.getState().step).toBeUndefined();
  startOnce();
  expect(useTour.getState().step).toBeUndefined();
});

test('skipped it does not come back by itself, but when it is asked for', () => {
  const { startOnce, start, end } = useTour.getState();
  startOnce();
  end();
  startOnce();
  expect(useTour.getState().step).toBeUndefined();
  start();
  expect(useTour.getState().step).toBe(0);
});
