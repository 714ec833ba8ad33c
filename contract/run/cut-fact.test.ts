import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutFact, restoreLengths } from './cut-fact.ts';
import type { RunEvent } from './events.ts';

const items = fc.array(fc.record({ json: fc.record({ n: fc.nat() }) }), { maxLength: 60 });
const port = fc.oneof(
  items.map((list) => ({ items: list })),
  items.map((list) => ({ items: list, from: 'all' as const })),
  items.map((list) => ({ items: list, from: list.map((_, index) => [index]) })),
  fc.array(fc.nat(), { maxLength: 60 }).map((pick) => ({ pick })),
);
const out = fc.dictionary(fc.constantFrom('out', 'error', 'dropped'), port);
const step = 'step';
const event: fc.Arbitrary<RunEvent> = fc.oneof(
  out.map((ports): RunEvent => ({ type: 'step.succeeded', at: 1, step, ms: 1, out: ports })),
  out.map((ports): RunEvent => ({ type: 'step.checkpoint', step, from: 0, count: 1, out: ports })),
  items.map((list): RunEvent => ({ type: 'loop.items', step, items: list, from: list.map(() => 0) })),
  items.map((list): RunEvent => ({ type: 'step.resumed', at: 1, step, answer: { by: 'call', items: list } })),
  items.map(
    (caught): RunEvent => ({
      type: 'step.failed',
      at: 1,
      step,
      ms: 1,
      error: { kind: 'step', code: 'X', message: 'x', retryable: false },
      caught,
    }),
  ),
);

/** The same value with every list replaced by its length. */
function lengths(value: unknown): unknown {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, lengths(entry)]));
}

it('a cut fact is small, keeps what comes first, and gets its lengths back', () => {
  fc.assert(
    fc.property(event, fc.nat({ max: 30 }), (whole, keep) => {
      const { event: short, cut } = cutFact(whole, keep);
      for (const text of JSON.stringify(lengths(short)).matchAll(/:(\d+)/g)) {
        expect(Number(text[1])).toBeLessThanOrEqual(Math.max(keep, 1));
      }
      if (!cut) {
        expect(short).toEqual(whole);
        return;
      }
      expect(lengths(restoreLengths(short, cut))).toEqual(lengths(whole));
      expect(cutFact(restoreLengths(short, cut), keep)).toEqual({ event: short, cut });
    }),
  );
});
